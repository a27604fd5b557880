import { openEmbedded } from '../src/engines/embedded.ts';
import { generatedExamples } from './generated.ts';

generatedExamples('embedded', () => openEmbedded(null));

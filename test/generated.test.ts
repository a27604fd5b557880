import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { generatedExamples } from './generated.ts';

generatedExamples('embedded', () => openEmbedded(null));

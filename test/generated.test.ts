import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { generatedExamples } from './generated.ts';
import { PATIENCE } from './support/patience.ts';

generatedExamples('embedded', () => openEmbedded(null, PATIENCE));

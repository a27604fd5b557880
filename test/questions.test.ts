import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { questions } from './questions.ts';
import { PATIENCE } from './support/patience.ts';

questions('embedded', () => openEmbedded(null, PATIENCE));

import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { checkQuestions } from './check.ts';

checkQuestions('embedded', () => openEmbedded(null), 16, 60);

import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkQuestions } from './check.ts';

checkQuestions('embedded', () => openEmbedded(null, PATIENCE), sized(2, 10), sized(30, 50));

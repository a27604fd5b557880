import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { checkPaths } from './paths.ts';

checkPaths('embedded', () => openEmbedded(null), { worlds: 200, questions: 4 });

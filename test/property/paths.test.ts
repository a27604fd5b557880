import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkPaths } from './paths.ts';

checkPaths('embedded', () => openEmbedded(null, PATIENCE), { worlds: sized(40, 200), questions: 4 });

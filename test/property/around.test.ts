import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkAround } from './around.ts';

checkAround('embedded', () => openEmbedded(null, PATIENCE), sized(2, 8), sized(20, 40));

import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkBetween } from './between.ts';

checkBetween('embedded', () => openEmbedded(null, PATIENCE), sized(2, 8), sized(20, 40));

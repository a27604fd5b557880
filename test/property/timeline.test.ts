import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkTimelines } from './timeline.ts';

checkTimelines('embedded', () => openEmbedded(null, PATIENCE), sized(2, 6), sized(20, 40));

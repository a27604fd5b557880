import { openEmbedded } from '../../src/engines/embedded.ts';
import { checkTimelines } from './timeline.ts';

checkTimelines('embedded', () => openEmbedded(null), 10, 60);

import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { checkTimelines } from './timeline.ts';

checkTimelines('embedded', () => openEmbedded(null), 10, 60);

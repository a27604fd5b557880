import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkOrder } from './order.ts';

checkOrder('embedded', () => openEmbedded(null, PATIENCE), sized(10, 40));

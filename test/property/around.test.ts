import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { checkAround } from './around.ts';

checkAround('embedded', () => openEmbedded(null), 12, 60);

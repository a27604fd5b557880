import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { realContract } from './contract/real.ts';
import { PATIENCE } from './support/patience.ts';

realContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });

import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { realContract } from './contract/real.ts';

realContract('embedded, memory', { open: () => openEmbedded(null, 60_000) });

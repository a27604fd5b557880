import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { searchContract } from './search.ts';

searchContract('embedded', { open: () => openEmbedded(null) });

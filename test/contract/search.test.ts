import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { PATIENCE } from '../support/patience.ts';
import { searchContract } from './search.ts';

searchContract('embedded', { open: () => openEmbedded(null, PATIENCE) });

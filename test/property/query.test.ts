import { openEmbedded } from '../../src/engines/embedded.ts';
import { queryProperty } from './query.ts';

queryProperty('embedded', () => openEmbedded(null), { sets: 6, questions: 25 });

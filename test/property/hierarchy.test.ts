import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { sized } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { checkHierarchies } from './hierarchy.ts';

checkHierarchies('embedded', () => openEmbedded(null, PATIENCE), sized(2, 8), sized(15, 60));

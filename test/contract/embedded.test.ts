import { expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { statement } from '../../src/graph/cypher/statements.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { temporaryFolders } from '../support/folders.ts';
import { PATIENCE } from '../support/patience.ts';
import { openServed } from '../support/served-graph.ts';
import { announcedContract } from './announced.ts';
import { aroundContract } from './around.ts';
import { betweenContract } from './between.ts';
import { certaintyContract } from './certainty.ts';
import { contract } from './contract.ts';
import { defaultsContract } from './defaults.ts';
import { evidenceContract } from './evidence.ts';
import { exportContract } from './export.ts';
import { groupsContract } from './groups.ts';
import { hierarchyContract } from './hierarchy.ts';
import { importContract } from './import.ts';
import { outsideIdsContract } from './outside-ids.ts';
import { timeContract } from './time.ts';

const folder = temporaryFolders();

contract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
timeContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
certaintyContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
aroundContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
evidenceContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
betweenContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
announcedContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
defaultsContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
exportContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
groupsContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
hierarchyContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
outsideIdsContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
importContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });
importContract('embedded, folder, through its server', { open: () => openServed(folder()) });
aroundContract('embedded, folder', { open: () => openEmbedded(folder(), PATIENCE) });
contract('embedded, folder', { open: () => openEmbedded(folder(), PATIENCE) });

test('a folder is reopened with its data, and is not filled a second time', async () => {
  const at = folder();
  const ontology = createOntology();
  const first = openEmbedded(at, PATIENCE);
  expect(await loadWhenEmpty(first, ontology)).toBeGreaterThan(0);
  await first.close();
  const again = openEmbedded(at, PATIENCE);
  expect(await loadWhenEmpty(again, ontology)).toBe(0);
  expect((await again.read((unit) => unit.run(statement('count-entities'))))[0]?.total).toBe(98);
  await again.close();
});

test('a second server on one folder is refused with a sentence', async () => {
  const at = folder();
  const first = openEmbedded(at, PATIENCE);
  expect(() => openEmbedded(at, PATIENCE)).toThrow(`The folder ${at} is in use by another Entente server`);
  await first.close();
});

import { prepareLayout } from '../graph/storage/layout.ts';
import { reindex } from '../graph/storage/upgrade.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { openDatabase } from '../open-database.ts';
import type { DatabaseSettings } from '../settings.ts';

/** Milliseconds: all entities are read and written. */
const REINDEXING = 600_000;

/** Makes anew what entities are searched by; gives how many they are. */
export async function reindexAll(settings: DatabaseSettings, ontology: Ontology): Promise<number> {
  const graph = await openDatabase(settings, REINDEXING);
  try {
    await graph.ready();
    await prepareLayout(graph, ontology);
    return await graph.write((unit) => reindex(unit, ontology), { deadline: REINDEXING });
  } finally {
    await graph.close();
  }
}

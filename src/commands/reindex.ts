import { reindex } from '../graph/storage/upgrade.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { COMMAND_TIMEOUT, withDatabase } from '../open-database.ts';
import type { DatabaseSettings } from '../settings.ts';

/** Rebuilds the tokens by which every entity is searched; returns the number of entities. */
export const reindexAll = (settings: DatabaseSettings, ontology: Ontology): Promise<number> =>
  withDatabase(settings, ontology, (graph) =>
    graph.write((unit) => reindex(unit, ontology), { deadline: COMMAND_TIMEOUT }),
  );

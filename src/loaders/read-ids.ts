import { compile } from '../graph/cypher/compile.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { type Filter, idsPart, type TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { withNestedFilter } from './nested-filters.ts';

/** Reads the ids of the entities of a type that pass a filter, at most `limit`, in order. */
export async function readIds(
  unit: UnitOfWork,
  ontology: Ontology,
  type: string,
  filter: Filter,
  limit: number,
  timeTravel: TimeTravel,
): Promise<readonly string[]> {
  const known = await withNestedFilter(unit, ontology, filter, timeTravel);
  const query = { shape: { kind: 'list', part: idsPart(type, known, limit) }, parents: [] } as const;
  const rows = await unit.run(compile(ontology, [query], timeTravel));
  return rows.map(({ row }) => String((row as readonly unknown[])[0]));
}

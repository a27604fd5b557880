import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { columns, placeNameColumns, placePartColumns } from '../encoding/values.ts';
import type { Statement } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { stateOf } from './history.ts';
import { entityIsVisible } from './visibility.ts';

/**
 * Continues a statement that bound entities as `n`: keeps those that are visible at the time of the query, and returns
 * one row { candidates } with their ids, names, place names, outside ids and parts of places at that time.
 */
export function composeCandidates(ontology: Ontology, beginning: Statement, timeTravel: TimeTravel): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const state = stateOf(cypher, 'n');
  const [texts] = columns('name', 'names');
  const fields = Object.assign({}, ...ontology.entities.map((entity) => entity.fields)) as Fields;
  // Several fields may hold places; which one a name comes from does not matter.
  const listed = (columns: readonly string[]) => `[${columns.map((column) => `y.${column}`).join(', ')}]`;
  const places = listed(placeNameColumns(fields));
  return {
    text: [
      beginning.text,
      ...whereClause(entityIsVisible(cypher, ANY, 'n')),
      `WITH n, ${state} AS y`,
      `RETURN collect([n.id, y.${texts}, ${places}, y.sameAs, ${listed(placePartColumns(fields))}]) AS candidates`,
    ].join('\n'),
    parameters: { ...beginning.parameters, ...cypher.parameters },
  };
}

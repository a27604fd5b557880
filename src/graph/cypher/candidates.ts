import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import { columns, placeNames } from '../storage/encoding.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { stateOf } from './history.ts';
import { entityIsVisible } from './visibility.ts';

/** Goes on from entities that were found as `n`: those that are there at the time that is asked about, with the texts of their names then. */
export function composeCandidates(ontology: Ontology, beginning: Statement, timeTravel: TimeTravel): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const conditions = entityIsVisible(cypher, ANY, 'n');
  const state = stateOf(cypher, 'n');
  const [texts] = columns('name', 'names');
  const fields = Object.assign({}, ...ontology.entities.map((entity) => entity.fields)) as Fields;
  // The names of places may be of several fields; which of them it is makes no difference.
  const places = `[${placeNames(fields)
    .map((column) => `y.${column}`)
    .join(', ')}]`;
  return {
    text: [
      beginning.text,
      ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
      `WITH n, ${state} AS y`,
      `RETURN collect([n.id, y.${texts}, ${places}]) AS found`,
    ].join('\n'),
    parameters: { ...beginning.parameters, ...cypher.parameters },
  };
}

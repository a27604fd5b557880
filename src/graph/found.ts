import type { Fields } from '../ontology/declaration.ts';
import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Statement } from './graph.ts';
import { stateOf } from './past.ts';
import { entityIsThere } from './presence.ts';
import type { Moment } from './query.ts';
import { columns, placeNames } from './storage.ts';
import { Writing } from './text.ts';

/** Goes on from entities that were found as `n`: those that are there at the time that is asked about, with the texts of their names then. */
export function composeFound(ontology: Ontology, beginning: Statement, moment: Moment): Statement {
  const writing = new Writing(ontology, moment);
  const conditions = entityIsThere(writing, ANY, 'n');
  const state = stateOf(writing, 'n');
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
    parameters: { ...beginning.parameters, ...writing.parameters },
  };
}

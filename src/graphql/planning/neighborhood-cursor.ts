import type { OrderKey, TimeTravel } from '../../graph/query/query.ts';
import { hash, scopeOf } from '../../loaders/cursor.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { ListArguments } from '../arguments/page.ts';

/**
 * `neighborhood` gives cursors that are valid in `relations`. Such a cursor carries the order and the entity types of the
 * neighborhood, so that the list goes on where the neighborhood was cut.
 */

const id = (side: 'node' | 'relation'): OrderKey => ({
  kind: 'column',
  side,
  column: 'id',
  nullable: false,
  descending: false,
});

/** The order in which a neighborhood takes the relations of an entity. */
export const NEIGHBORHOOD_ORDER: readonly OrderKey[] = [
  { kind: 'preference', descending: false },
  { kind: 'support', descending: true },
  id('node'),
  id('relation'),
];

/** Part of the cursors that clients hold. */
const MARK = 'picture';

/** The scope of the cursors of a neighborhood, restricted to some entity types. */
export const neighborhoodScope = (types: readonly string[], timeTravel: TimeTravel): string =>
  [MARK, ...types, hash(timeTravel)].join(' ');

/** The entity types of the neighborhood that a list continues; null for any other list. */
export function continuedTypes(
  ontology: Ontology,
  { where, orderBy, after, before }: ListArguments,
): readonly string[] | null {
  const cursor = after ?? before;
  if (where || orderBy || !cursor) return null;
  const [mark, ...types] = scopeOf(cursor)?.split(' ') ?? [];
  if (mark !== MARK) return null;
  return types.slice(0, -1).filter((type) => ontology.entity(type));
}

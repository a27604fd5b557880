import type { OrderKey, TimeTravel } from '../../graph/query/query.ts';
import { hash, scopeOf } from '../../loaders/cursor.ts';
import type { Ontology } from '../../ontology/ontology.ts';

/**
 * A cursor of `neighborhood` is good in `relations`, and brings its order and the entity types with it: so that list
 * goes on where the picture stopped.
 */

const column = (side: 'node' | 'relation'): OrderKey => ({
  kind: 'column',
  side,
  column: 'id',
  nullable: false,
  descending: false,
});

/** The order in which a picture takes the relations of an entity. */
export const PICTURE: readonly OrderKey[] = [
  { kind: 'preference', descending: false },
  { kind: 'support', descending: true },
  column('node'),
  column('relation'),
];

const MARK = 'picture';

export const pictureScope = (types: readonly string[], timeTravel: TimeTravel): string =>
  [MARK, ...types, hash(timeTravel)].join(' ');

interface Going {
  readonly where?: unknown;
  readonly orderBy?: unknown;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** The entity types of the picture that a list goes on; null where it goes on none. */
export function pictureTypes(ontology: Ontology, { where, orderBy, after, before }: Going): readonly string[] | null {
  const cursor = after ?? before;
  if (where || orderBy || !cursor) return null;
  const [mark, ...types] = scopeOf(cursor)?.split(' ') ?? [];
  if (mark !== MARK) return null;
  return types.slice(0, -1).filter((type) => ontology.entity(type));
}

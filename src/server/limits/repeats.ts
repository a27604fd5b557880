import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from './shape.ts';
import { limitExceeded } from './tokens.ts';

/** The fields of one name at one place, with those of all fragments there. */
type Places = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * Throws LIMIT_EXCEEDED if comparing the fields of a document takes more than `limit` steps: GraphQL's validation compares
 * each field with every other one that has its name at the same place, and all that is selected below both. What is more
 * than `deepest` fields deep can only be a fragment within itself, which validation reports.
 */
export function checkRepeats(document: DocumentNode, limit: number, deepest: number): void {
  const fragments = fragmentsOf(document);
  let steps = 0;
  const spread = new Set<string>();

  const collect = (sets: readonly SelectionSetNode[]): Places => {
    const places = new Map<string, FieldNode[]>();
    const inside = new Set<string>();
    const add = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const same = places.get(name) ?? [];
          places.set(name, same);
          same.push(selection);
          // Adding a field compares it with all before it.
          steps += same.length;
          if (steps > limit) throw tooMany(limit);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet);
        else {
          const name = selection.name.value;
          const fragment = fragments.get(name);
          spread.add(name);
          // Validation reads a fragment once at each place.
          if (!fragment || inside.has(name)) continue;
          inside.add(name);
          add(fragment.selectionSet);
        }
      }
    };
    for (const set of sets) add(set);
    return places;
  };
  const walk = (sets: readonly SelectionSetNode[], depth: number): void => {
    if (depth > deepest) return;
    for (const same of collect(sets).values()) {
      const below = same.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) walk(below, depth + 1);
    }
  };

  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk([definition.selectionSet], 1);
  }
  for (const [name, { selectionSet }] of fragments) if (!spread.has(name)) walk([selectionSet], 1);
}

const tooMany = (limit: number) =>
  limitExceeded(
    `The query repeats its fields so often that comparing them takes more than ${limit} steps, which is the limit. Ask for each field once at each place, or split the query.`,
  );

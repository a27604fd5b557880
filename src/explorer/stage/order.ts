import { nameOf } from '../format.ts';
import type { Messages } from '../i18n.ts';
import type { Model } from '../model.ts';
import type { Scene, VisibleRelation } from '../state/graph-loader.ts';

/** Sorts relations for tables and files: by the name where they begin, then in the order of the ontology. */
export function inReadingOrder({ nodes, relations }: Pick<Scene, 'nodes' | 'relations'>, t: Messages, model: Model) {
  const { compare } = new Intl.Collator(t.language);
  const names = new Map(nodes.map(({ id, entity }) => [id, nameOf(entity)]));
  const name = (id: string) => names.get(id) ?? id;
  return [...relations].sort(
    (one: VisibleRelation, other: VisibleRelation) =>
      compare(name(one.from), name(other.from)) ||
      model.orderOf(one.relation.type) - model.orderOf(other.relation.type) ||
      compare(name(one.to), name(other.to)),
  );
}

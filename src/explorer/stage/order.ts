import { nameOf } from '../format.ts';
import type { Words } from '../i18n.ts';
import type { Model } from '../model.ts';
import type { Scene, ShownRelation } from '../state/picture.ts';

/** Relations as a reader goes through them, in the table and in what is saved: by where they begin, then as in the ontology. */
export function inOrder({ nodes, relations }: Pick<Scene, 'nodes' | 'relations'>, words: Words, model: Model) {
  const { compare } = new Intl.Collator(words.language);
  const names = new Map(nodes.map(({ id, entity }) => [id, nameOf(entity)]));
  const name = (id: string) => names.get(id) ?? id;
  return [...relations].sort(
    (one: ShownRelation, other: ShownRelation) =>
      compare(name(one.from), name(other.from)) ||
      model.orderOf(one.relation.type) - model.orderOf(other.relation.type) ||
      compare(name(one.to), name(other.to)),
  );
}

import { idPrefix } from '../../ontology/ontology.ts';
import { checkId, withArticle } from '../arguments/argument-reader.ts';
import { loadEntity, loadList } from '../planning/load.ts';
import { addEntityList, listArguments } from '../schema/lists.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Adds two root fields for each entity type: one entity by its id, and the list of all. */
export function addEntityFields(parts: SchemaParts): void {
  const { ontology, builder, entityOf } = parts;
  for (const { name, plural } of ontology.entities) {
    builder.queryField(idPrefix(name), (t) =>
      t.field({
        type: entityOf(name),
        description: `${withArticle(name).replace(/^a/, 'A')} by its id; null if there is none.`,
        args: { id: t.arg.id({ required: true, description: `Its id: ${idPrefix(name)}: and its name.` }) },
        resolve: (_root, { id }, context, info) =>
          loadEntity(ontology, checkId(ontology, id, name), name, context, info),
      }),
    );
    const list = addEntityList(parts, name, plural);
    builder.queryField(plural, (t) =>
      t.field({
        type: list,
        description: `All ${plural}: filtered, ordered, counted, added up and grouped.`,
        args: listArguments(parts, t, name),
        resolve: (_root, args, context, info) => loadList(ontology, name, args, context, info),
      }),
    );
  }
}

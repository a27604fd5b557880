import { badInput } from '../../errors.ts';
import { ANY } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { checkId } from '../arguments/argument-reader.ts';
import { loadEntity } from '../planning/load.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Adds `node` and `nodes`: entities of any type by their ids (Relay's object identification). */
export function addNodes({ ontology, builder, node }: SchemaParts): void {
  builder.queryField('node', (t) =>
    t.field({
      type: node,
      description: 'An entity of any type by its id; null if there is none.',
      args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
      resolve: (_root, { id }, context, info) => loadEntity(ontology, checkId(ontology, id, ANY), ANY, context, info),
    }),
  );
  builder.queryField('nodes', (t) =>
    t.field({
      type: [node],
      nullable: { list: true, items: true },
      description: 'Several entities by their ids, in that order, with null for each that is missing.',
      args: { ids: t.arg.idList({ required: true, description: `Their ids, at most ${LARGEST_PAGE}.` }) },
      resolve: (_root, { ids }, context, info) => {
        if (ids.length > LARGEST_PAGE)
          throw badInput(`"ids" expects at most ${LARGEST_PAGE} ids; got ${ids.length}. Ask in several requests.`);
        return ids.map(async (id) => loadEntity(ontology, checkId(ontology, id, ANY), ANY, context, info));
      },
    }),
  );
}

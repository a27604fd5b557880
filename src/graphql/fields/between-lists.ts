import type { GraphQLResolveInfo } from 'graphql';
import { constantCase } from '../../constant-case.ts';
import { badInput } from '../../errors.ts';
import { idsPart } from '../../graph/query/query.ts';
import type { BetweenModel } from '../../ontology/between.ts';
import type { Field } from '../../ontology/declaration.ts';
import type { Money } from '../../ontology/facts.ts';
import { MATTERS } from '../../traverse/between.ts';
import { compare } from '../../traverse/hub.ts';
import type { ListArguments } from '../arguments/page.ts';
import { type BetweenAnswer, BetweenConnection } from '../planning/between.ts';
import type { Connection, Edge } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { loadWithin } from '../planning/load.ts';
import type { FieldBuilder, ObjectRef } from '../schema/builder.ts';
import { implementList, listArguments } from '../schema/lists.ts';
import type { SchemaParts } from '../schema/parts.ts';
import { createWays } from './between-ways.ts';

interface SumBySide {
  readonly a: readonly Money[];
  readonly b: readonly Money[];
}

/** The ids of a whole list: without a `where`, those that it is limited to. */
async function idsOf(
  connection: BetweenConnection,
  all: readonly string[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly string[]> {
  const { part } = connection.plan;
  if (part.filter?.kind !== 'all') return all;
  const answer = await context
    .reader(info)
    .loader.load({ kind: 'list', part: idsPart(part.type, part.filter, MATTERS + 1) }, null);
  return (answer?.page ?? []).map(({ node }) => String(node.id));
}

/** Adds the types of the lists of what both sides take part in, and returns their fields: one for each entity type. */
export function createMatterLists(parts: SchemaParts, model: BetweenModel) {
  const { ontology, builder, enums, money } = parts;
  const waysOf = createWays(parts);
  const sumBySide = builder.objectRef<SumBySide>('SumBySide').implement({
    description: 'A sum over the relations of each side.',
    fields: (t) => ({
      a: t.field({ type: [money], nullable: false, description: 'Over those of side a.', resolve: ({ a }) => [...a] }),
      b: t.field({ type: [money], nullable: false, description: 'Over those of side b.', resolve: ({ b }) => [...b] }),
    }),
  });

  /** The relation types with which somebody takes part in entities of a type, and which have a money field. */
  const typesWith = (matter: string, field: string, wanted: readonly string[] | null | undefined) =>
    model.takesPart.filter((type) => {
      const declared = ontology.relation(type);
      const property: Field | undefined = declared?.properties[field];
      const leadsThere = declared?.ends.some(({ to }) => to === matter);
      return leadsThere && property?.kind === 'money' && (wanted?.includes(type) ?? true);
    });

  const moneyNames = (matter: string) => [
    ...new Set(
      model.takesPart.flatMap((type) =>
        Object.keys(ontology.relation(type)?.properties ?? {}).filter(
          (name) => typesWith(matter, name, [type]).length > 0,
        ),
      ),
    ),
  ];

  async function summed(
    connection: BetweenConnection,
    matter: string,
    { of, relations }: { readonly of: string; readonly relations?: readonly string[] | null | undefined },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<SumBySide> {
    const names = moneyNames(matter);
    const field = names.find((name) => constantCase(name) === of);
    const types = field === undefined ? [] : typesWith(matter, field, relations);
    if (field === undefined || types.length === 0) {
      const known = names.flatMap((name) =>
        typesWith(matter, name, null).map((type) => `${constantCase(name)} of ${type}`),
      );
      throw badInput(
        `"sumBySide" expects amounts of those who take part: ${known.join(', ') || `there are none in ${matter}`}; got ${of}${relations ? ` of ${relations.join(', ') || 'no relation type'}` : ''}. Amounts of the list's own entities are in "sum".`,
      );
    }
    const { answer } = connection;
    const ids = await idsOf(connection, answer.found.matters.get(matter) ?? [], context, info);
    const [a, b] = await Promise.all([answer.sum('a', ids, types, field), answer.sum('b', ids, types, field)]);
    return { a, b };
  }

  return (t: FieldBuilder<BetweenAnswer>) =>
    Object.fromEntries(
      model.matters.map((matter) => {
        const plural = ontology.entity(matter)?.plural ?? matter;
        const connection: ObjectRef<Connection> = builder.objectRef<Connection>(`Between${matter}Connection`);
        implementList(parts, {
          target: matter,
          description: `A page of ${plural} that both sides take part in.`,
          edgeDescription: `One of the ${plural} that both sides take part in, and how each of them does.`,
          properties: null,
          connection,
          edge: builder.objectRef<Edge>(`Between${matter}Edge`),
          more: {
            fields: (c) =>
              moneyNames(matter).length === 0
                ? {}
                : {
                    sumBySide: c.field({
                      type: sumBySide,
                      description: `The sum over the relations of each side with the ${plural} of the whole list: of the side itself, its bodies and its people. One amount for each currency, never converted; each relation counts once for a side.`,
                      args: {
                        of: c.arg({ type: enums.sumField, required: true, description: 'The field to add up.' }),
                        relations: c.arg({
                          type: [enums.relationType],
                          description: 'Only over relations of these types, such as FUNDS; by default over all.',
                        }),
                      },
                      resolve: (page, args, context, info) =>
                        summed(page as BetweenConnection, matter, args, context, info),
                    }),
                  },
            edgeFields: waysOf,
          },
        });
        const field = t.field({
          type: connection,
          description: `The ${plural} that both sides take part in, themselves or through their bodies and people.`,
          args: listArguments(parts, t, matter),
          resolve: async (answer, args: ListArguments, context, info): Promise<Connection> => {
            const ids = [...(answer.found.matters.get(matter) ?? [])].sort(compare);
            const filter = { kind: 'among', ids } as const;
            const sure = async () => (await answer.sure()).matters.get(matter) ?? [];
            const base = { filter, scope: answer.scope, sure };
            const { plan, answer: read } = await loadWithin(ontology, matter, base, args, context, info);
            return new BetweenConnection(answer, plan, read, sure);
          },
        });
        return [plural, field];
      }),
    );
}

import { badInput } from '../../errors.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { BetweenModel } from '../../ontology/between.ts';
import { ANY } from '../../ontology/ontology.ts';
import { LAST, type Period } from '../../ontology/period.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import type { About } from '../../traverse/between.ts';
import { compare } from '../../traverse/hub.ts';
import { type BetweenAnswer, BetweenConnection, ownerOf } from '../planning/between.ts';
import type { Connection, Edge } from '../planning/connection.ts';
import { loadReferred, loadWithin } from '../planning/load.ts';
import type { FieldBuilder } from '../schema/builder.ts';
import { implementList, listArguments } from '../schema/lists.ts';
import type { SchemaParts } from '../schema/parts.ts';
import { certainlyBetween, checkFirst } from './between-ways.ts';

/** Statements of one relation type about one topic, in the order of their dates. */
interface Mention {
  readonly type: string;
  readonly statements: readonly About[];
}

/** The day on which something began, for an order: the latest one, if the first is unknown. */
const began = (period: Period | null) => period?.start ?? period?.end ?? LAST;
const inOrder = (x: Period | null, y: Period | null) =>
  compare(began(x), began(y)) || compare(x?.end ?? LAST, y?.end ?? LAST);

/** The dates that began first and last. */
function firstAndLast(statements: readonly About[]): { first: Period | null; last: Period | null } {
  const dated = statements.flatMap(({ period }) => period ?? []).sort(inOrder);
  return { first: dated[0] ?? null, last: dated.at(-1) ?? null };
}

/** Adds the types of the lists of what things between two sides are about, and returns their fields. */
export function createTopicLists(parts: SchemaParts, model: BetweenModel) {
  const { ontology, builder, enums, entity, period } = parts;
  const first = 'The earliest date of anything about it; null if none has a date.';
  const last = 'The date of whatever began last; null if none has a date.';
  const mention = builder.objectRef<Mention>('BetweenMention').implement({
    description:
      'In what way things between the sides are about something: they cover it, or it was discussed at them.',
    fields: (t) => ({
      type: t.field({
        type: enums.relationType,
        nullable: false,
        description: 'The relation that says so, such as COVERS or DISCUSSED.',
        resolve: ({ type }) => type,
      }),
      totalCount: t.int({
        nullable: false,
        description: 'The number of agreements, events or projects.',
        resolve: ({ statements }) => statements.length,
      }),
      first: t.field({ type: period, description: first, resolve: ({ statements }) => firstAndLast(statements).first }),
      last: t.field({ type: period, description: last, resolve: ({ statements }) => firstAndLast(statements).last }),
      by: t.field({
        type: [entity],
        nullable: { list: true, items: true },
        description: 'These agreements, events or projects, in the order of their dates.',
        args: {
          first: t.arg.int({
            required: true,
            defaultValue: 10,
            description: `The number of them, 0 to ${LARGEST_PAGE}.`,
          }),
        },
        resolve: ({ statements }, args, context, info): (Row | Promise<Row | null>)[] =>
          statements
            .slice(0, checkFirst(args.first))
            .map(({ matter }) => loadReferred(ontology, matter, ANY, context, info)),
      }),
    }),
  });
  const aboutOf = async (edge: Edge): Promise<readonly About[]> => {
    const topics = await ownerOf(edge).answer.topics();
    return (topics.get(String(edge.node.id)) ?? []).toSorted(
      (x, y) => inOrder(x.period, y.period) || compare(x.matter, y.matter),
    );
  };
  const edgeFields = (t: FieldBuilder<Edge>) => ({
    ...certainlyBetween(t),
    mentions: t.field({
      type: [mention],
      nullable: false,
      description: 'What covers it, what it was discussed at, and what works in it, by relation type.',
      resolve: async (edge) => {
        const all = await aboutOf(edge);
        const types = model.isAbout.filter((type) => all.some((about) => about.type === type));
        return types.map((type) => ({ type, statements: all.filter((about) => about.type === type) }));
      },
    }),
    first: t.field({
      type: period,
      description: first,
      resolve: async (edge) => firstAndLast(await aboutOf(edge)).first,
    }),
    last: t.field({ type: period, description: last, resolve: async (edge) => firstAndLast(await aboutOf(edge)).last }),
  });

  return (t: FieldBuilder<BetweenAnswer>) =>
    Object.fromEntries(
      model.topics.map((topic) => {
        const plural = ontology.entity(topic)?.plural ?? topic;
        const connection = builder.objectRef<Connection>(`Between${topic}Connection`);
        implementList(parts, {
          target: topic,
          description: `A page of ${plural} that agreements, events and projects of both sides are about.`,
          edgeDescription: `One of the ${plural}, what is about it, and when.`,
          properties: null,
          connection,
          edge: builder.objectRef<Edge>(`Between${topic}Edge`),
          more: { fields: () => ({}), edgeFields },
        });
        const field = t.field({
          type: connection,
          description: `The ${plural} that something between the sides is about: what their agreements cover, their events discussed and their projects work in.`,
          args: {
            relations: t.arg({
              type: [enums.relationType],
              description: 'Only what these relations say, such as DISCUSSED; by default all of them.',
            }),
            ...listArguments(parts, t, topic),
          },
          resolve: async (answer, { relations, ...args }, context, info): Promise<Connection> => {
            const other = relations?.find((type) => !model.isAbout.includes(type));
            if (other !== undefined) {
              throw badInput(
                `"relations" of "${plural}" expects some of ${model.isAbout.join(', ')}, which say what something is about; got ${other}. Leave it out for all of them.`,
              );
            }
            const isAsked = ({ type }: About) => relations?.includes(type) ?? true;
            const idsIn = (topics: ReadonlyMap<string, readonly About[]>) =>
              [...topics.keys()].filter((id) => ontology.typeOfId(id)?.name === topic && topics.get(id)?.some(isAsked));
            const filter = { kind: 'among', ids: idsIn(await answer.topics()).sort(compare) } as const;
            const sure = async () => idsIn(await answer.sureTopics());
            const base = { filter, scope: JSON.stringify([answer.scope, relations ?? null]), sure };
            const { plan, answer: read } = await loadWithin(ontology, topic, base, args, context, info);
            return new BetweenConnection(answer, plan, read, sure);
          },
        });
        return [plural, field];
      }),
    );
}

import type { GraphQLResolveInfo } from 'graphql';
import { badInput } from '../../errors.ts';
import type { WalkScope } from '../../graph/cypher/walk.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { Position } from '../../graph/query/query.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { HUB } from '../../traverse/hub.ts';
import {
  type Between,
  NEIGHBOURS,
  READ,
  type Related,
  type RelatedResult,
  readBetween,
  related,
  type Shared,
} from '../../traverse/related.ts';
import { typesOf } from '../arguments/argument-reader.ts';
import { loadReferred } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { pageRange } from '../planning/plan.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import type { Builder } from '../schema/builder.ts';
import { type Statement, statementColumns, statementOf } from '../schema/statement.ts';
import { relationsOf, type TraverseParts } from './neighborhood.ts';

/** How many of the shared entities an edge gives unless asked for more. */
const SHARED = 10;

interface Page {
  readonly to: string;
  readonly kin: RelatedResult;
  readonly rows: readonly Related[];
  readonly from: number;
  readonly origin: { readonly list: string; readonly scope: string };
  readonly ways: WalkScope;
  /** The relations of the page's shared entities, read once for all of its edges. */
  readonly between: Map<string, Promise<Between>>;
}

interface RelatedEdge {
  readonly page: Page;
  readonly one: Related;
}

interface SharedEntity {
  readonly shared: Shared;
  readonly near: readonly Row[];
  readonly far: readonly Row[];
  readonly to: string;
  readonly other: string;
}

const cursorOf = ({ origin }: Page, { score, id }: Related) => encodeCursor(origin, [score, id]);

export function addRelated(
  builder: Builder,
  ontology: Ontology,
  { enums, entityInterface, statement, checkId }: TraverseParts,
): void {
  const reading = (row: Row, from: string) => {
    const declared = ontology.relation(String(row.type));
    return (row.from === from ? declared?.reading : declared?.inverseReading) ?? '';
  };
  const named = { kind: 'entities', node: { columns: ['id', 'name'], children: {} } } as const;
  const nameOf = async (id: string, context: Context, info: GraphQLResolveInfo) =>
    String((await context.at(info).loader.load(named, id))?.page?.[0]?.node.name ?? id);

  const sharedType = builder.objectRef<SharedEntity>('SharedEntity').implement({
    description: 'An entity that two others are both related to.',
    fields: (t: any) => ({
      entity: t.field({
        type: entityInterface,
        description: 'What they share.',
        resolve: ({ shared }: SharedEntity, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          loadReferred(ontology, shared.id, ANY, context, info),
      }),
      degree: t.int({
        nullable: false,
        description: 'To how many entities it is related: the fewer, the more it says.',
        resolve: ({ shared }: SharedEntity) => shared.degree,
      }),
      weight: t.float({
        nullable: false,
        description: 'What it adds to the score: 1 / ln(degree).',
        resolve: ({ shared }: SharedEntity) => shared.weight,
      }),
      relations: t.field({
        type: [statement],
        nullable: false,
        description: 'How the entity in the query is related to it, read from that entity.',
        resolve: ({ near, to }: SharedEntity): Statement[] => near.map((row) => statementOf(row, to)),
      }),
      otherRelations: t.field({
        type: [statement],
        nullable: false,
        description: 'How the entity in this row is related to it, read from that entity.',
        resolve: ({ far, other }: SharedEntity): Statement[] => far.map((row) => statementOf(row, other)),
      }),
      sentence: t.string({
        nullable: false,
        description: 'The same in words, in English: "A organised X, and B took part in X."',
        resolve: async (
          { shared, near, far, to, other }: SharedEntity,
          _args: unknown,
          context: Context,
          info: GraphQLResolveInfo,
        ) => {
          const [one, another, what] = await Promise.all([to, other, shared.id].map((id) => nameOf(id, context, info)));
          const words = (rows: readonly Row[], from: string) =>
            [...new Set(rows.map((row) => reading(row, from)))].join(' and ');
          return `${one} ${words(near, to)} ${what}, and ${another} ${words(far, other)} ${what}.`;
        },
      }),
    }),
  } as never);

  function between(page: Page, first: number, nodes: any, context: Context, info: GraphQLResolveInfo) {
    const found = byName(collectedBelow(info, nodes));
    const columns = [...(found.get('relations') ?? []), ...(found.get('otherRelations') ?? [])];
    const read = ['id', 'type', 'from', 'to', ...statementColumns(ontology, [], columns, info)];
    const key = JSON.stringify([first, read]);
    const known = page.between.get(key);
    if (known) return known;
    const { rows, to } = page;
    const shared = [...new Set(rows.flatMap((row) => row.shared.slice(0, first).map(({ id }) => id)))];
    const sharing = [to, ...rows.map(({ id }) => id)];
    const { timeTravel, read: reading } = context.at(info);
    const reads = reading((unit) => readBetween(unit, ontology, timeTravel, page.ways, shared, sharing, read));
    page.between.set(key, reads);
    return reads;
  }

  const edge = builder.objectRef<RelatedEdge>('RelatedEdge').implement({
    description: 'An entity that shares something with the one in the query.',
    fields: (t: any) => ({
      cursor: t.string({
        nullable: false,
        description: 'The place of this row in the list, for "after" and "before".',
        resolve: ({ page, one }: RelatedEdge) => cursorOf(page, one),
      }),
      node: t.field({
        type: entityInterface,
        description: 'The entity in this row.',
        resolve: ({ one }: RelatedEdge, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          loadReferred(ontology, one.id, ANY, context, info),
      }),
      score: t.float({
        nullable: false,
        description: 'How much they share: the weights of all that they share, added up. It has no unit.',
        resolve: ({ one }: RelatedEdge) => one.score,
      }),
      sharedCount: t.int({
        nullable: false,
        description: 'How many entities they share.',
        resolve: ({ one }: RelatedEdge) => one.shared.length,
      }),
      shared: t.field({
        type: [sharedType],
        nullable: false,
        description: 'What they share, the rarest first.',
        args: {
          first: t.arg.int({ required: true, defaultValue: SHARED, description: 'How many of them, 1 to 500.' }),
        },
        resolve: async (
          { page, one }: RelatedEdge,
          { first }: { first: number },
          context: Context,
          info: GraphQLResolveInfo,
        ): Promise<SharedEntity[]> => {
          if (first < 1 || first > LARGEST_PAGE) {
            throw badInput(`"first" expects a number from 1 to ${LARGEST_PAGE}; got ${first}. Ask for fewer.`);
          }
          const relations = await between(page, first, info.fieldNodes, context, info);
          const { to } = page;
          return one.shared.slice(0, first).map((shared) => ({
            shared,
            near: relations(to, shared.id),
            far: relations(one.id, shared.id),
            to,
            other: one.id,
          }));
        },
      }),
    }),
  } as never);

  const edgesOf = (page: Page): RelatedEdge[] => page.rows.map((one) => ({ page, one }));
  const connection = builder.objectRef<Page>('RelatedConnection').implement({
    description: 'A page of entities that share something with one, those that share most first, then by id.',
    fields: (t: any) => ({
      edges: t.field({ type: [edge], nullable: false, description: 'The rows of the page.', resolve: edgesOf }),
      nodes: t.field({
        type: [entityInterface],
        nullable: { list: false, items: true },
        description: 'The entities of the page, without their edges.',
        resolve: ({ rows }: Page, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          rows.map(({ id }) => loadReferred(ontology, id, ANY, context, info)),
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        nullable: false,
        description: 'Where this page stands in the list.',
        resolve: (page: Page) => {
          const { rows, from, kin } = page;
          const [first, last] = [rows[0], rows.at(-1)];
          return {
            hasNextPage: from + rows.length < kin.related.length,
            hasPreviousPage: from > 0,
            startCursor: first ? cursorOf(page, first) : null,
            endCursor: last ? cursorOf(page, last) : null,
          };
        },
      }),
      totalCount: t.int({
        nullable: false,
        description: 'How many entities share something with it.',
        resolve: ({ kin }: Page) => kin.related.length,
      }),
      neighbours: t.int({
        nullable: false,
        description: 'To how many entities the one in the query is related.',
        resolve: ({ kin }: Page) => kin.neighbours,
      }),
      counted: t.int({
        nullable: false,
        description: `How many of these neighbours were counted. Left out are hubs, those with more than ${HUB} relations, which would add at most 1 / ln(${HUB}) = ${(1 / Math.log(HUB)).toFixed(3)} each; and of an entity with very many neighbours all but ${NEIGHBOURS}, or those behind which more than ${READ} relations lie together: preferred, better sourced and rarer ones are kept.`,
        resolve: ({ kin }: Page) => kin.counted,
      }),
    }),
  } as never);

  builder.queryField('related', ((t: any) =>
    t.field({
      type: connection,
      description:
        'Entities that share most with one: over neighbours that both have, where a rare one counts more than one that everything is related to. Each counts 1 / ln(to how many entities it is related), the measure of Adamic and Adar ("Friends and neighbors on the Web", Social Networks 25, 2003, pages 211 to 230). Null when there is nothing by that id.',
      args: {
        to: t.arg.id({ required: true, description: 'The id of the entity.' }),
        type: t.arg({ type: enums.entityType, description: 'Only entities of this type; of any where left out.' }),
        relations: t.arg({
          type: [enums.relationType],
          description: 'Only over these kinds of relations; degrees count no others either.',
        }),
        ...t.arg.connectionArgs(),
      },
      // Ids alone, of which five cost about as much as a row.
      extensions: { rows: READ / 5 },
      resolve: async (_root: unknown, args: any, context: Context, info: GraphQLResolveInfo): Promise<Page | null> => {
        const to = checkId(args.to, ANY, 'to');
        const types = args.type ? typesOf(ontology, [args.type]) : [];
        const ways = { relations: relationsOf(args.relations), types: [] };
        const { timeTravel, read } = context.at(info);
        const origin = { list: 'related', scope: hash([to, types, ways, timeTravel]) };
        const { limit, after, before, backward } = pageRange({ ...origin, keys: 2 }, args);
        const kin = await read((unit) => related(unit, ontology, timeTravel, { to, types, ways }));
        if (!kin) return null;
        /** How many rows come before a place in the list, or, `past` it, up to it. */
        const upTo = ([score, id]: Position, past: boolean) => {
          const at = kin.related.findIndex(
            (one) =>
              one.score < Number(score) || (one.score === score && (one.id > String(id) || (!past && one.id === id))),
          );
          return at < 0 ? kin.related.length : at;
        };
        const low = after ? upTo(after, true) : 0;
        const high = Math.max(low, before ? upTo(before, false) : kin.related.length);
        const from = backward ? Math.max(low, high - limit + 1) : low;
        const rows = kin.related.slice(from, Math.min(high, from + limit - 1));
        return { to, kin, rows, from, origin, ways, between: new Map() };
      },
    })) as never);
}

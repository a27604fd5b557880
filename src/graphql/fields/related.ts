import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { badInput } from '../../errors.ts';
import type { WalkScope } from '../../graph/cypher/walk.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { PageRange, Position } from '../../graph/query/query.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import { ANY } from '../../ontology/ontology.ts';
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
import { aboutRelations, checkId, entityTypesOf, relationTypesOf } from '../arguments/argument-reader.ts';
import { pageRange } from '../arguments/page.ts';
import type { PageInfo } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { loadName, loadReferred } from '../planning/load.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import { standaloneColumns, standaloneRelation } from '../planning/standalone-relation.ts';
import { implementConnection } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';

const LIST = 'related';
/** Shared entities that an edge gives by default. */
const SHARED = 10;

interface SharedEntity {
  readonly shared: Shared;
  /** Relations of the entity in the query, and of the one in the row, with the shared entity. */
  readonly near: readonly Row[];
  readonly far: readonly Row[];
  readonly to: string;
  readonly other: string;
}

class RelatedEdge {
  readonly page: RelatedPage;
  readonly related: Related;

  constructor(page: RelatedPage, related: Related) {
    this.page = page;
    this.related = related;
  }

  get cursor(): string {
    const { score, id } = this.related;
    return encodeCursor({ list: LIST, scope: this.page.request.scope }, [score, id]);
  }
}

interface Request {
  /** The id of the entity in the query. */
  readonly to: string;
  /** The scope of the page's cursors. */
  readonly scope: string;
  readonly walk: WalkScope;
}

/** The number of results before a position or, `past` it, up to and including it. */
function countUpTo(all: readonly Related[], [score, id]: Position, past: boolean): number {
  const index = all.findIndex(
    (one) => one.score < Number(score) || (one.score === score && (one.id > String(id) || (!past && one.id === id))),
  );
  return index < 0 ? all.length : index;
}

/** A page that is cut out of all results. */
class RelatedPage {
  readonly request: Request;
  readonly result: RelatedResult;
  readonly edges: readonly RelatedEdge[];
  readonly pageInfo: PageInfo;
  /** The relations with the page's shared entities, read once for all of its edges. */
  readonly between = new Map<string, Promise<Between>>();

  constructor(request: Request, result: RelatedResult, { limit, after, before, backward }: PageRange) {
    const all = result.related;
    const low = after ? countUpTo(all, after, true) : 0;
    const high = Math.max(low, before ? countUpTo(all, before, false) : all.length);
    const from = backward ? Math.max(low, high - limit + 1) : low;
    const edges = all.slice(from, Math.min(high, from + limit - 1)).map((one) => new RelatedEdge(this, one));
    this.request = request;
    this.result = result;
    this.edges = edges;
    this.pageInfo = {
      hasNextPage: from + edges.length < all.length,
      hasPreviousPage: from > 0,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    };
  }
}

/** Adds `related`: entities that have neighbours in common with one. */
export function addRelated(parts: SchemaParts): void {
  const { ontology, builder, enums, entity } = parts;
  const reading = (row: Row, from: string) => {
    const declared = ontology.relation(String(row.type));
    return (row.from === from ? declared?.reading : declared?.inverseReading) ?? '';
  };
  const readings = (rows: readonly Row[], from: string) =>
    [...new Set(rows.map((row) => reading(row, from)))].join(' and ');

  /** The relations with the first shared entities of each edge of a page. */
  function relationsBetween(
    page: RelatedPage,
    first: number,
    nodes: readonly FieldNode[],
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Between> {
    const selected = byName(collectedBelow(info, nodes));
    const relations = [...(selected.get('relations') ?? []), ...(selected.get('otherRelations') ?? [])];
    const columns = ['id', 'type', 'from', 'to', ...standaloneColumns(ontology, [], relations, info)];
    const key = JSON.stringify([first, columns]);
    const known = page.between.get(key);
    if (known) return known;
    const { to, walk } = page.request;
    const results = page.edges.map((edge) => edge.related);
    const shared = [...new Set(results.flatMap((one) => one.shared.slice(0, first).map(({ id }) => id)))];
    const sharing = [to, ...results.map(({ id }) => id)];
    const { timeTravel, read } = context.reader(info);
    const between = read((unit) => readBetween(unit, ontology, timeTravel, walk, shared, sharing, columns));
    page.between.set(key, between);
    return between;
  }

  const sharedEntity = builder.objectRef<SharedEntity>('SharedEntity').implement({
    description: 'An entity that two others are both related to.',
    fields: (t) => ({
      entity: t.field({
        type: entity,
        description: 'The entity that they share.',
        resolve: ({ shared }, _args, context, info) => loadReferred(ontology, shared.id, ANY, context, info),
      }),
      degree: t.int({
        nullable: false,
        description: 'The number of entities that it is related to: the fewer, the more it says.',
        resolve: ({ shared }) => shared.degree,
      }),
      weight: t.float({
        nullable: false,
        description: 'What it adds to the score: 1 / ln(degree).',
        resolve: ({ shared }) => shared.weight,
      }),
      relations: t.field({
        type: [parts.standaloneRelation],
        nullable: false,
        description: 'How the entity in the query is related to it, read from the entity in the query.',
        resolve: ({ near, to }) => near.map((row) => standaloneRelation(row, to)),
      }),
      otherRelations: t.field({
        type: [parts.standaloneRelation],
        nullable: false,
        description: 'How the entity in this row is related to it, read from the entity in this row.',
        resolve: ({ far, other }) => far.map((row) => standaloneRelation(row, other)),
      }),
      sentence: t.string({
        nullable: false,
        description: 'The same in words, in English: "A organised X, and B took part in X."',
        resolve: async ({ shared, near, far, to, other }, _args, context, info) => {
          const [one, another, what] = await Promise.all(
            [to, other, shared.id].map((id) => loadName(id, context, info)),
          );
          return `${one} ${readings(near, to)} ${what}, and ${another} ${readings(far, other)} ${what}.`;
        },
      }),
    }),
  });

  const connection = builder.objectRef<RelatedPage>('RelatedConnection');
  implementConnection<RelatedEdge, RelatedPage>(parts, {
    connection,
    edge: builder.objectRef<RelatedEdge>('RelatedEdge'),
    description: 'A page of entities that have neighbours in common with one, highest score first, then by id.',
    fields: (t) => ({
      nodes: t.field({
        type: [entity],
        nullable: { list: false, items: true },
        description: 'The entities of the page, without their edges.',
        resolve: ({ edges }, _args, context, info) =>
          edges.map((edge) => loadReferred(ontology, edge.related.id, ANY, context, info)),
      }),
      totalCount: t.int({
        nullable: false,
        description: 'The number of entities that have neighbours in common with it.',
        resolve: ({ result }) => result.related.length,
      }),
      neighbours: t.int({
        nullable: false,
        description: 'The number of entities that the one in the query is related to.',
        resolve: ({ result }) => result.neighbours,
      }),
      counted: t.int({
        nullable: false,
        description: `The number of these neighbours that were counted. Hubs, which have more than ${HUB} relations, are left out; each would add at most 1 / ln(${HUB}) = ${(1 / Math.log(HUB)).toFixed(3)}. If an entity has very many neighbours, at most ${NEIGHBOURS} are counted, with at most ${READ} relations in all; preferred, better sourced and rarer ones come first.`,
        resolve: ({ result }) => result.counted,
      }),
    }),
    edgeDescription: 'An entity that has neighbours in common with the one in the query.',
    edgeFields: (t) => ({
      node: t.field({
        type: entity,
        description: 'The entity in this row.',
        resolve: (edge, _args, context, info) => loadReferred(ontology, edge.related.id, ANY, context, info),
      }),
      score: t.float({
        nullable: false,
        description: 'How much they share: the sum of the weights of all shared entities. It has no unit.',
        resolve: (edge) => edge.related.score,
      }),
      sharedCount: t.int({
        nullable: false,
        description: 'The number of entities that they share.',
        resolve: (edge) => edge.related.shared.length,
      }),
      shared: t.field({
        type: [sharedEntity],
        description: 'The entities that they share, rarest first. Null only if `first` is wrong.',
        args: {
          first: t.arg.int({
            required: true,
            defaultValue: SHARED,
            description: `The number of shared entities, 0 to ${LARGEST_PAGE}.`,
          }),
        },
        resolve: async (edge, { first }, context, info) => {
          if (first < 0 || first > LARGEST_PAGE) {
            throw badInput(`"first" expects a number from 0 to ${LARGEST_PAGE}; got ${first}. Ask for fewer.`);
          }
          const relations = await relationsBetween(edge.page, first, info.fieldNodes, context, info);
          const { to } = edge.page.request;
          const other = edge.related.id;
          return edge.related.shared.slice(0, first).map((shared) => ({
            shared,
            near: relations(to, shared.id),
            far: relations(other, shared.id),
            to,
            other,
          }));
        },
      }),
    }),
  });

  builder.queryField('related', (t) =>
    t.field({
      type: connection,
      description:
        'The entities that have most neighbours in common with one, where a rare neighbour counts more than one that everything is related to. Each neighbour counts 1 / ln(the number of entities it is related to), the measure of Adamic and Adar ("Friends and neighbors on the Web", Social Networks 25, 2003, pages 211 to 230). Documents that mention both do not count, unless `relations` asks for that. Null if there is no entity with that id.',
      args: {
        to: t.arg.id({ required: true, description: 'The id of the entity.' }),
        type: t.arg({ type: enums.entityType, description: 'Only entities of this type; of any by default.' }),
        relations: t.arg({
          type: [enums.relationType],
          description: aboutRelations(ontology, ', which are also the only ones that degrees count'),
        }),
        ...pageArguments(t),
      },
      // The search reads only ids, five of which cost about as much as a row.
      extensions: { rows: READ / 5 },
      resolve: async (_root, args, context, info): Promise<RelatedPage | null> => {
        const to = checkId(ontology, args.to, ANY, 'to');
        const types = args.type ? entityTypesOf(ontology, [args.type]) : [];
        const walk = { relations: relationTypesOf(ontology, args.relations), types: [] };
        const { timeTravel, read } = context.reader(info);
        const scope = hash([to, types, walk, timeTravel]);
        const range = pageRange({ list: LIST, scope, keys: 2 }, args);
        const result = await read((unit) => related(unit, ontology, timeTravel, { to, types, scope: walk }));
        return result && new RelatedPage({ to, scope, walk }, result, range);
      },
    }),
  );
}

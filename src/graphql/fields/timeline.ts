import type { GraphQLResolveInfo } from 'graphql';
import { constantCase } from '../../constant-case.ts';
import { badInput, EntenteError, quoted } from '../../errors.ts';
import type { ListRow } from '../../graph/cypher/row-decoder.ts';
import { LARGEST_WHOLE, POSITION } from '../../graph/cypher/timeline.ts';
import { CERTAIN_FROM } from '../../graph/encoding/names.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { PageRange, TimelinePart } from '../../graph/query/query.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import type { Field } from '../../ontology/declaration.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { entityTypesOf, readStandard } from '../arguments/argument-reader.ts';
import { type PageArguments, pageRange } from '../arguments/page.ts';
import { CERTAIN_DAYS } from '../planning/certainty.ts';
import { type Edge, type PageInfo, pageInfoOf, RelationRow, rowsOf } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { isKnownById, loadExisting, planOnce } from '../planning/load.ts';
import { Planner } from '../planning/planner.ts';
import { byName, collectedBelow, relationColumns, wantsRows } from '../planning/selection.ts';
import type { FieldBuilder, ObjectRef } from '../schema/builder.ts';
import { implementConnection, totalCount } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';

const LIST = 'timeline';
/** Ids in `of`. */
const MOST_IDS = LARGEST_PAGE;

interface Arguments extends PageArguments {
  readonly of?: readonly string[] | null | undefined;
  readonly around?: boolean | null | undefined;
  readonly types?: readonly string[] | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly deprecated?: boolean | null | undefined;
}

interface Plan {
  readonly part: TimelinePart & { readonly page: PageRange };
  readonly scope: string;
}

/** A dated fact in a timeline. */
class DatedFact {
  readonly field: string;
  readonly period: Period;
  readonly entity: string;
  readonly relation: RelationRow | null;
  readonly #scope: string;
  readonly #keys: ListRow['keys'];

  constructor({ node, relation, keys }: ListRow, scope: string) {
    const text = (name: string) => (typeof node[name] === 'string' ? node[name] : null);
    this.field = constantCase(String(node.field));
    this.period = { edtf: String(node.edtf), start: text('start'), end: text('end') };
    this.entity = String(node.entity);
    this.relation = relation ? new RelationRow(relation, this.entity) : null;
    this.#scope = scope;
    this.#keys = keys;
  }

  get cursor(): string {
    return encodeCursor({ list: LIST, scope: this.#scope }, (this.#keys ?? []).map(String));
  }
}

/** A page of dated facts. A fact is its own edge. */
export class Timeline {
  readonly edges: readonly DatedFact[];
  readonly totalCount: number;
  readonly #read: readonly ListRow[];
  readonly #page: PageRange;

  constructor({ part: { page }, scope }: Plan, read: readonly ListRow[], total: number) {
    this.edges = rowsOf(read, page).map((row) => new DatedFact(row, scope));
    this.totalCount = total;
    this.#read = read;
    this.#page = page;
  }

  get pageInfo(): PageInfo {
    return pageInfoOf(this.#read, this.#page, () => this.edges);
  }
}

/** The entities of a timeline that is part of another answer. */
export interface TimelineOf {
  readonly ids: readonly string[];
  /** Only relations with one of these entities. */
  readonly far: readonly string[];
  /** Tells these ids apart from others, in cursors. */
  readonly scope: string;
}

type TimelineArguments = Omit<Arguments, 'of' | 'around'>;

/** What `timeline` shares with other fields that give timelines. */
interface SharedTimeline {
  readonly connection: ObjectRef<Timeline>;
  readonly read: (
    of: TimelineOf,
    args: TimelineArguments,
    context: Context,
    info: GraphQLResolveInfo,
  ) => Promise<Timeline>;
}

const shared = new WeakMap<SchemaParts, SharedTimeline>();

/** The type and the resolver of timelines, once `timeline` is added. */
export function timelineOf(parts: SchemaParts): SharedTimeline {
  const known = shared.get(parts);
  if (!known) throw new Error('expected the field timeline to be added first');
  return known;
}

/** The arguments of a timeline besides whose facts it has. */
export const timelineArguments = <Parent>({ enums }: SchemaParts, t: Pick<FieldBuilder<Parent>, 'arg'>) => ({
  types: t.arg({
    type: [enums.entityType],
    description: 'Only facts of entities of these types, and of the relations that join such an entity with any other.',
  }),
  from: t.arg.string({
    description:
      'A date in EDTF. Only facts that may fall on its first day or later; uncertain dates and open ends count if they may.',
  }),
  to: t.arg.string({
    description:
      'A date in EDTF. Only facts that may fall on its last day or earlier; what an event announces begins no earlier than the event.',
  }),
  deprecated: t.arg.boolean({
    defaultValue: false,
    description: 'Whether to include relations that are deprecated: known to be wrong or outdated.',
  }),
  ...pageArguments(t),
});

function dayOf(name: 'from' | 'to', date: string | null | undefined, bound: 'start' | 'end'): string | null {
  if (typeof date !== 'string') return null;
  return readStandard(date, parsePeriod, (expected) => `"${name}": ${expected}; got ${quoted(date)}.`)[bound];
}

/** The date fields of entities and relations, as enum values. */
function dateFields({ entities, relations }: Ontology): Record<string, { description: string }> {
  const holders = [
    ...entities.map(({ name, fields }) => ({ of: name, fields })),
    ...relations.map(({ type, properties }) => ({ of: type, fields: properties })),
  ];
  const meanings = new Map<string, string[]>();
  for (const { of, fields } of holders) {
    for (const [name, { kind, description }] of Object.entries<Field>(fields)) {
      if (kind === 'period') meanings.set(name, [...(meanings.get(name) ?? []), `${of}: ${description}`]);
    }
  }
  return Object.fromEntries(
    [...meanings].map(([name, meaning]) => [constantCase(name), { description: meaning.join(' ') }]),
  );
}

/** Adds `timeline`: dated facts in order. */
export function addTimeline(parts: SchemaParts): void {
  const { ontology, builder, entity, period, relationEdge } = parts;
  const datedRelations = ontology.relations
    .filter(({ properties }) => Object.values<Field>(properties).some(({ kind }) => kind === 'period'))
    .map(({ type }) => type);
  const dateField = builder.enumType('DateField', {
    description: 'The fields that hold dates, of entities and of relations.',
    values: dateFields(ontology),
  });

  /** The relation of a fact as an edge in the list of its entity. */
  async function relationEdgeOf(fact: DatedFact, context: Context, info: GraphQLResolveInfo): Promise<Edge | null> {
    const { relation } = fact;
    if (!relation) return null;
    const far = relation.direction === 'OUT' ? relation.to : relation.from;
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const below = collectedBelow(info, selected.get('node') ?? []);
    const certain = selected.has('certain');
    const load = async (): Promise<Row> => {
      if (isKnownById(byName(below)) && !certain) return { id: far };
      const needed = certain ? [CERTAIN_FROM] : [];
      const plan = planOnce(context, info, () => new Planner(ontology, context, info).entity(ANY, below, 1, needed));
      const answer = await context.reader(info).loader.load({ kind: 'entities', node: plan }, far);
      return answer?.page?.[0]?.node ?? { id: far };
    };
    const node = load();
    // Only `certain` needs the node itself. Otherwise GraphQL awaits it, while the ends of the relation join the same call.
    return { relation, cursor: fact.cursor, node: certain ? await node : node } as unknown as Edge;
  }

  const fact = builder.objectRef<DatedFact>('DatedFact').implement({
    description: 'Something that has a date: an entity, or a relation between two.',
    fields: (t) => ({
      period: t.field({
        type: period,
        nullable: false,
        description:
          'The date, exactly as precise as stated. Facts are ordered by its first possible day (the last one if only the end is known), then by its last.',
        resolve: (f) => f.period,
      }),
      field: t.field({
        type: dateField,
        nullable: false,
        description: 'Which date it is: of the relation if there is one, else of the entity.',
        resolve: (f) => f.field,
      }),
      entity: t.field({
        type: entity,
        nullable: false,
        description:
          'The entity that has the date. If a relation has the date: the end of it that is in `of`, and if both are, the one where it begins.',
        resolve: (f, _args, context, info) => loadExisting(ontology, f.entity, context, info),
      }),
      relation: t.field({
        type: relationEdge,
        description:
          'The relation that has the date, read from `entity`, with the other end as its node; null for a date of the entity itself.',
        resolve: (f, _args, context, info) => relationEdgeOf(f, context, info),
      }),
    }),
  });
  const connection = builder.objectRef<Timeline>('TimelineConnection');
  implementConnection<DatedFact, Timeline>(parts, {
    connection,
    edge: builder.objectRef<DatedFact>('TimelineEdge'),
    description: 'A page of a timeline.',
    fields: (t) => ({
      totalCount: totalCount(t),
      nodes: t.field({
        type: [fact],
        nullable: false,
        description: 'The facts of the page, without their edges.',
        resolve: ({ edges }) => edges,
      }),
    }),
    edgeDescription: 'A dated fact at its position in the timeline.',
    edgeFields: (t) => ({
      node: t.field({ type: fact, nullable: false, description: 'The fact in this row.', resolve: (edge) => edge }),
    }),
  });

  function planOf(args: Arguments, context: Context, info: GraphQLResolveInfo, within?: TimelineOf): Plan {
    const ids = args.of ?? null;
    // The timeline of all entities has nothing around it.
    const around = args.around === true && ids !== null;
    const deprecated = args.deprecated === true;
    if (ids && (ids.length === 0 || ids.length > MOST_IDS)) {
      throw badInput(
        `"of" expects 1 to ${MOST_IDS} ids; got ${ids.length}. ${ids.length === 0 ? 'Leave it out for the timeline of all.' : 'Ask in several requests.'}`,
      );
    }
    const unknown = ids?.find((id) => !ontology.typeOfId(id));
    if (unknown !== undefined) {
      throw badInput(
        `"of" expects ids, a type and a name, such as minister:lee-jong-ho; got ${quoted(unknown)}. Take ids from earlier answers.`,
      );
    }
    const types = entityTypesOf(ontology, args.types);
    const from = dayOf('from', args.from, 'start');
    const until = dayOf('to', args.to, 'end');
    if (from !== null && until !== null && from > until) {
      throw badInput(
        `"from" and "to" can't be met: ${args.from} begins after ${args.to} has ended. Turn them round, or leave one of them out.`,
      );
    }
    const of = within?.ids ?? (ids && [...new Set(ids)].sort());
    const scope = hash([within?.scope ?? of, around, types, from, until, deprecated, context.reader(info).timeTravel]);
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const edge = byName(collectedBelow(info, selected.get('edges') ?? []));
    const ofFact = byName(collectedBelow(info, [...(selected.get('nodes') ?? []), ...(edge.get('node') ?? [])]));
    const relation = byName(collectedBelow(info, ofFact.get('relation') ?? []));
    const read = new Set([
      ...relationColumns(ontology, datedRelations, relation),
      ...(relation.has('certain') ? CERTAIN_DAYS : []),
      // These determine which end is the other one.
      ...['type', 'from', 'to'],
    ]);
    const part = {
      of,
      ...(within ? { far: within.far } : {}),
      around,
      types,
      from,
      until,
      deprecated,
      page: pageRange({ list: LIST, scope, keys: POSITION.length, constant: 'the arguments and the time' }, args),
      relationColumns: ofFact.has('relation') ? [...read].sort() : [],
      total: selected.has('totalCount'),
    };
    return { part, scope };
  }

  async function timeline(
    args: Arguments,
    context: Context,
    info: GraphQLResolveInfo,
    within?: TimelineOf,
  ): Promise<Timeline> {
    const plan = planOnce(context, info, () => planOf(args, context, info, within));
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const part = wantsRows(selected) ? plan.part : { ...plan.part, page: null };
    const answer = await context.reader(info).loader.load({ kind: 'timeline', part }, null);
    const examined = Number(answer?.examined);
    if (examined > LARGEST_WHOLE) {
      throw new EntenteError(
        'LIMIT_EXCEEDED',
        `A timeline without "of" covers all entities, at most ${LARGEST_WHOLE}; there are ${examined}. Name entities in "of", or one type in "types".`,
      );
    }
    return new Timeline(plan, answer?.page ?? [], answer?.total ?? 0);
  }

  shared.set(parts, { connection, read: (of, args, context, info) => timeline(args, context, info, of) });
  builder.queryField('timeline', (t) =>
    t.field({
      type: connection,
      description:
        'The dated facts of some entities, or of all, in order: own dates of entities (signed, published, the period of an event) and periods of relations (an office, a membership), each once. Ordered by the first possible day, then by the last, then the more precise date first, then by ids. A date with only a known end is ordered by its last day; an open end counts as later than every day.',
      args: {
        of: t.arg.idList({
          description: `Ids of up to ${MOST_IDS} entities whose facts are shown; unknown ids have none. Without it, the timeline has the facts of all entities, or of all entities of one type, and fails with LIMIT_EXCEEDED if these are more than ${LARGEST_WHOLE}.`,
        }),
        around: t.arg.boolean({
          defaultValue: false,
          description:
            'Whether to include the facts of every entity that a relation joins with one of these: for a minister, the dates of the meetings attended.',
        }),
        ...timelineArguments(parts, t),
      },
      resolve: (_root, args, context, info) => timeline(args, context, info),
    }),
  );
}

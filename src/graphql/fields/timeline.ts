import type { GraphQLResolveInfo } from 'graphql';
import { badInput, EntenteError, quoted } from '../../errors.ts';
import type { ListRow } from '../../graph/cypher/row-decoder.ts';
import { LARGEST_WHOLE, POSITION } from '../../graph/cypher/timeline.ts';
import { columns } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import type { PageRange, TimelinePart } from '../../graph/query/query.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { type Period, parsePeriod } from '../../ontology/period.ts';
import { typesOf } from '../arguments/argument-reader.ts';
import {
  type Edge,
  isKnownById,
  loadReferred,
  pageInfoOf,
  planned,
  RelationRow,
  rowsOf,
} from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { Planner, pageRange } from '../planning/plan.ts';
import { byName, collectedBelow, relationColumns, wantsRows } from '../planning/selection.ts';
import { type Builder, constant, type Enums } from '../schema/builder.ts';
import type { createValues } from '../schema/values.ts';

const LIST = 'timeline';
/** How many entities may be named. */
const MOST = 500;

interface Arguments {
  readonly of?: readonly string[] | null;
  readonly around?: boolean | null;
  readonly types?: readonly string[] | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly deprecated?: boolean | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

interface Plan {
  readonly part: TimelinePart & { readonly page: PageRange };
  readonly scope: string;
}

/** A dated fact in its place. */
class Fact {
  readonly field: string;
  readonly period: Period;
  readonly entity: string;
  readonly relation: RelationRow | null;
  readonly #scope: string;
  readonly #keys: ListRow['keys'];

  constructor({ node, relation, keys }: ListRow, scope: string) {
    const text = (name: string) => (typeof node[name] === 'string' ? node[name] : null);
    this.field = constant(String(node.field));
    this.period = { edtf: String(node.edtf), start: text('start'), end: text('end') };
    this.entity = String(node.entity);
    this.relation = relation ? new RelationRow(relation, this.entity) : null;
    this.#scope = scope;
    this.#keys = keys;
  }

  get cursor(): string {
    return encodeCursor({ list: LIST, scope: this.#scope }, (this.#keys ?? []).map(String));
  }

  /** An edge of the connection, and its node. */
  get node(): Fact {
    return this;
  }
}

class Timeline {
  readonly nodes: readonly Fact[];
  readonly totalCount: number;
  readonly #read: readonly ListRow[];
  readonly #page: PageRange;

  constructor({ part: { page }, scope }: Plan, read: readonly ListRow[], total: number) {
    this.nodes = rowsOf(read, page).map((row) => new Fact(row, scope));
    this.totalCount = total;
    this.#read = read;
    this.#page = page;
  }

  get edges(): readonly Fact[] {
    return this.nodes;
  }

  get pageInfo() {
    return pageInfoOf(this.#read, this.#page, () => this.nodes);
  }
}

function dayOf(name: 'from' | 'to', date: string | null | undefined, bound: 'start' | 'end'): string | null {
  if (typeof date !== 'string') return null;
  try {
    return parsePeriod(date)[bound];
  } catch (error) {
    throw badInput(`"${name}": ${(error as Error).message}; got ${quoted(date)}.`);
  }
}

interface Parts {
  readonly enums: Enums;
  readonly values: ReturnType<typeof createValues>;
  readonly entity: any;
  readonly totalCount: (t: any) => any;
}

/** The root field for dated facts in their order, and its types. */
export function createTimeline(ontology: Ontology, builder: Builder, { enums, values, entity, totalCount }: Parts) {
  const dated = ontology.relations.filter(({ properties }) =>
    Object.values(properties).some(({ kind }) => kind === 'period'),
  );
  const holders = [
    ...ontology.entities.map(({ name, fields }) => ({ of: name, fields })),
    ...dated.map(({ type, properties }) => ({ of: type, fields: properties })),
  ];
  const meanings = new Map<string, string[]>();
  for (const { of, fields } of holders) {
    for (const [name, { kind, description }] of Object.entries(fields)) {
      if (kind === 'period') meanings.set(name, [...(meanings.get(name) ?? []), `${of}: ${description}`]);
    }
  }
  const dateField = builder.enumType('DateField', {
    description: 'The fields that hold dates, of entities and of relations.',
    values: Object.fromEntries([...meanings].map(([name, said]) => [constant(name), { description: said.join(' ') }])),
  });

  /** The relation of a fact as it stands in the list of its entity. */
  async function relationEdge(fact: Fact, context: Context, info: GraphQLResolveInfo): Promise<Edge | null> {
    const { relation } = fact;
    if (!relation) return null;
    const far = relation.direction === 'OUT' ? relation.to : relation.from;
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const below = collectedBelow(info, selected.get('node') ?? []);
    const certain = selected.has('certain');
    const known = isKnownById(byName(below));
    const load = async (): Promise<Row> => {
      if (known && !certain) return { id: far };
      const needed = certain ? ontology.beginnings(ANY).flatMap((field) => columns(field, 'period')) : [];
      const plan = planned(context, info, () => new Planner(ontology, context, info).entity(ANY, below, 1, needed));
      const answer = await context.at(info).loader.load({ kind: 'entities', node: plan.part }, far);
      return answer?.page?.[0]?.node ?? { id: far };
    };
    const node = load();
    // What is asked of the relation's own ends is then read in the same call as the node.
    return { relation, cursor: fact.cursor, node: certain ? await node : node } as unknown as Edge;
  }

  const fact = builder.objectRef<Fact>('DatedFact').implement({
    description: 'Something that has a date: an entity, or a relation between two.',
    fields: (t) => ({
      period: t.field({
        type: values.period,
        nullable: false,
        description: 'When it was, as precisely as stated; by its first and last day it stands in its place.',
        resolve: (f) => f.period,
      }),
      field: t.field({
        type: dateField,
        nullable: false,
        description: 'Which date it is: of the relation where there is one, else of the entity.',
        resolve: (f) => f.field as never,
      }),
      entity: t.field({
        type: entity,
        nullable: false,
        description:
          'Whose date it is. Where a relation has the date: the end of it that was asked for, and of two such the one where it begins.',
        resolve: (f, _args, context, info) => loadReferred(ontology, f.entity, ANY, context, info) as never,
      }),
      relation: t.field({
        type: 'RelationEdge',
        description:
          'The relation that has the date, read from `entity`, with the other end as its node; null for a date of the entity itself.',
        resolve: (f: Fact, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          relationEdge(f, context, info),
      } as never),
    }),
  });
  const connection = (builder as any).connectionObject(
    {
      name: 'TimelineConnection',
      type: fact,
      description: 'A page of a timeline.',
      fields: (t: any) => ({
        totalCount: totalCount(t),
        nodes: t.field({
          type: [fact],
          nullable: false,
          description: 'The facts of the page, without their edges.',
          resolve: (c: Timeline) => c.nodes,
        }),
      }),
    },
    {
      name: 'TimelineEdge',
      description: 'A dated fact in its place.',
      nodeField: { description: 'The fact in this row.' },
    },
  );

  function planOf(args: Arguments, context: Context, info: GraphQLResolveInfo): Plan {
    const asked = args.of ?? null;
    // All has nothing around it.
    const around = args.around === true && asked !== null;
    const deprecated = args.deprecated === true;
    if (asked && (asked.length === 0 || asked.length > MOST)) {
      throw badInput(
        `"of" expects 1 to ${MOST} ids; got ${asked.length}. ${asked.length === 0 ? 'Leave it out for the timeline of all.' : 'Ask in several requests.'}`,
      );
    }
    const unknown = asked?.find((id) => !ontology.typeOfId(id));
    if (unknown !== undefined) {
      throw badInput(
        `"of" expects ids, a type and a name, such as minister:lee-jong-ho; got ${quoted(unknown)}. Take ids from earlier answers.`,
      );
    }
    const types = typesOf(ontology, args.types);
    const from = dayOf('from', args.from, 'start');
    const until = dayOf('to', args.to, 'end');
    if (from !== null && until !== null && from > until) {
      throw badInput(
        `"from" and "to" can't be met: ${args.from} begins after ${args.to} has ended. Turn them round, or leave one of them out.`,
      );
    }
    const of = asked && [...new Set(asked)].sort();
    const scope = hash([of, around, types, from, until, deprecated, context.at(info).timeTravel]);
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const edge = byName(collectedBelow(info, selected.get('edges') ?? []));
    const ofFact = byName(collectedBelow(info, [...(selected.get('nodes') ?? []), ...(edge.get('node') ?? [])]));
    const relation = byName(collectedBelow(info, ofFact.get('relation') ?? []));
    const read = new Set([
      ...relationColumns(
        ontology,
        dated.map(({ type }) => type),
        relation,
      ),
      ...(relation.has('certain') ? columns('period', 'period') : []),
      // Without them its other end could not be told.
      ...['type', 'from', 'to'],
    ]);
    const part = {
      of,
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

  async function timeline(args: Arguments, context: Context, info: GraphQLResolveInfo): Promise<Timeline> {
    const plan = planned(context, info, () => planOf(args, context, info));
    const selected = byName(collectedBelow(info, info.fieldNodes));
    const part = wantsRows(selected) ? plan.part : { ...plan.part, page: null };
    const answer = await context.at(info).loader.load({ kind: 'timeline', part }, null);
    const looked = Number(answer?.looked);
    if (looked > LARGEST_WHOLE) {
      throw new EntenteError(
        'LIMIT_EXCEEDED',
        `A timeline without "of" looks at all entities, ${LARGEST_WHOLE} at most; here they are ${looked}. Name entities in "of", or one type in "types".`,
      );
    }
    return new Timeline(plan, answer?.page ?? [], answer?.total ?? 0);
  }

  return (t: any) =>
    t.field({
      type: connection,
      description:
        'What was when: the dated facts of some entities, or of all. Facts are own dates of entities (signed, published, the period of an event) and periods of relations (an office, a membership), each of them once. In order of the first day that a date can mean, then of the last, then the more precise first, then by ids; an open end lies before, or after, all days.',
      args: {
        of: t.arg.idList({
          description: `Ids of up to ${MOST} entities whose facts are shown; unknown ones have none. Without it those of all entities, or of all of one type, where these are no more than ${LARGEST_WHOLE}: else LIMIT_EXCEEDED.`,
        }),
        around: t.arg.boolean({
          defaultValue: false,
          description:
            'Also the facts of every entity that a relation of any type joins with one of these: of a minister, the dates of the meetings attended.',
        }),
        types: t.arg({
          type: [enums.entityType],
          description:
            'Only facts of entities of these types; of relations, those that the relation joins with anything.',
        }),
        from: t.arg.string({
          description:
            'A date in EDTF. Only what can have been on its first day or later: an uncertain date, and one with an open end, is in when it can be.',
        }),
        to: t.arg.string({
          description: 'A date in EDTF. Only what can have been on its last day or sooner: in when it can be.',
        }),
        deprecated: t.arg.boolean({
          defaultValue: false,
          description: 'Also periods of relations that are known to be wrong or outdated.',
        }),
        ...t.arg.connectionArgs(),
      },
      resolve: (_root: unknown, args: any, context: Context, info: any) => timeline(args, context, info),
    });
}

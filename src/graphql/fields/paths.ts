import type { GraphQLResolveInfo } from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import type { Row } from '../../graph/port/graph.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { cachedNeighboursOf } from '../../traverse/neighbour-cache.ts';
import { BUDGET } from '../../traverse/paths.ts';
import { cachedPaths, type FoundPath, type FoundPaths, type Hop, readPaths } from '../../traverse/read-paths.ts';
import { typesOf } from '../arguments/argument-reader.ts';
import { loadReferred } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import type { Builder, Enums } from '../schema/builder.ts';
import { type Statement, statementColumns, statementOf } from '../schema/statement.ts';

interface Parts {
  readonly enums: Enums;
  readonly entity: any;
  /** The type of a relation by itself. */
  readonly relation: any;
  checkId(id: string, type: string, argument: string): string;
}

interface Arguments {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly maxLength?: number | null;
  readonly first?: number | null;
  readonly through?: readonly string[] | null;
  readonly avoid?: readonly string[] | null;
  readonly relations?: readonly string[] | null;
  readonly types?: readonly string[] | null;
}

/** What a search can cost beside the rows of its answer, in rows: ids are read for a tenth of what rows are. */
const SEARCH_ROWS = BUDGET.visits / 10;

const LONGEST = 10;
const MOST_PATHS = 100;
/** Each doubles what is kept of every entity on the way. */
const MOST_THROUGH = 5;
const MOST_IDS = 100;

const within = (name: string, value: number, least: number, most: number) => {
  if (value >= least && value <= most) return value;
  throw badInput(`"${name}" expects a number from ${least} to ${most}; got ${value}.`);
};

const atMost = (name: string, ids: readonly string[], most: number) => {
  if (ids.length <= most) return ids;
  throw badInput(`"${name}" expects at most ${most} ids; got ${ids.length}. Ask in several requests.`);
};

/** The columns that the selection below `paths` needs of each hop's relation. */
function hopColumns(ontology: Ontology, types: readonly string[], info: GraphQLResolveInfo): readonly string[] {
  const below = (nodes: readonly any[], name: string) => byName(collectedBelow(info, nodes)).get(name) ?? [];
  const paths = below(info.fieldNodes, 'paths');
  const relation = statementColumns(ontology, types, below(below(paths, 'hops'), 'relation'), info);
  const told = below(paths, 'sentence').length > 0 ? ['role'] : [];
  return [...new Set(['id', 'type', 'from', 'to', ...relation, ...told])].sort();
}

const relationOf = (hop: Hop) => statementOf(hop.relation, hop.from);

/** The type of `paths` and the field itself. */
export function createPaths(ontology: Ontology, builder: Builder, { enums, entity, relation, checkId }: Parts) {
  async function paths(args: Arguments, context: Context, info: GraphQLResolveInfo): Promise<FoundPaths> {
    const ids = (name: 'from' | 'to' | 'through' | 'avoid', most: number) =>
      atMost(name, args[name] ?? [], most).map((id) => checkId(id, ANY, name));
    for (const name of ['from', 'to'] as const) {
      if (args[name].length === 0) throw badInput(`"${name}" expects at least one id; got none.`);
    }
    const between = typesOf(ontology, args.types);
    const asked = {
      from: ids('from', MOST_IDS),
      to: ids('to', MOST_IDS),
      through: ids('through', MOST_THROUGH),
      avoid: ids('avoid', MOST_IDS),
      maxLength: within('maxLength', args.maxLength ?? 6, 0, LONGEST),
      first: within('first', args.first ?? 3, 1, MOST_PATHS),
      between: between.length === 0 ? null : (id: string) => between.includes(ontology.typeOfId(id)?.name ?? ''),
    };
    const types = args.relations ?? [];
    if (args.relations && types.length === 0) {
      throw badInput('"relations" expects at least one relation type; got none. Leave it out for all.');
    }
    const unknown = (missing: readonly string[]) => {
      const name = (['from', 'to', 'through', 'avoid'] as const).find((one) => asked[one].includes(missing[0] ?? ''));
      throw badInput(
        `"${name}" expects ids of entities that are in the graph; got ${quoted(missing[0])}, which is not. Take ids from earlier answers, or look it up with search.`,
      );
    };
    const { timeTravel, read, once, signal, topology } = context.at(info);
    const columns = hopColumns(ontology, types, info);
    const ways = { ontology, timeTravel, types };
    const kept = topology && (await cachedPaths(once, topology, ways, asked, columns, signal));
    if (kept) return kept;
    return read((unit, graph) => readPaths(unit, ways, cachedNeighboursOf(graph, ways), asked, columns, unknown));
  }

  const nameOf = async (id: string, context: Context, info: GraphQLResolveInfo): Promise<string> => {
    const shape = { kind: 'entities', node: { columns: ['id', 'name'], children: {} } } as const;
    const answer = await context.at(info).loader.load(shape, id);
    return String(answer?.page?.[0]?.node.name ?? id);
  };

  async function sentence(path: FoundPath, context: Context, info: GraphQLResolveInfo): Promise<string> {
    const ids = [path.start, ...path.hops.map(({ to }) => to)];
    const names = await Promise.all(ids.map((id) => nameOf(id, context, info)));
    const told = path.hops.map((hop, i) => {
      const { type, direction } = relationOf(hop).relation;
      const declared = ontology.relation(type);
      const reading = direction === 'OUT' ? declared?.reading : declared?.inverseReading;
      const role = hop.relation.role ? ` (${hop.relation.role})` : '';
      return `${names[i]} ${reading} ${names[i + 1]}${role}`;
    });
    return `${told.length > 0 ? told.join('; ') : names[0]}.`;
  }

  const hop = builder.objectRef<Hop>('PathHop').implement({
    description: 'One step of a path: from an entity over a relation to the next one.',
    fields: (t: any) => ({
      relation: t.field({
        type: relation,
        nullable: false,
        description: 'The relation, as it is travelled here: `direction` and `reading` are those from `from` to `to`.',
        resolve: (h: Hop): Statement => relationOf(h),
      }),
      from: t.field({
        type: entity,
        description: 'The entity that the step leaves.',
        resolve: (h: Hop, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
          loadReferred(ontology, h.from, ANY, context, info),
      }),
      to: t.field({
        type: entity,
        description: 'The entity that it reaches.',
        resolve: (h: Hop, _args: unknown, context: Context, info: GraphQLResolveInfo): Promise<Row | null> =>
          loadReferred(ontology, h.to, ANY, context, info),
      }),
    }),
  });

  const path = builder.objectRef<FoundPath>('Path').implement({
    description: 'How one entity leads to another, over relations, none of its entities twice.',
    fields: (t) => ({
      length: t.int({
        nullable: false,
        description: 'How many relations it has; 0 from an entity to itself.',
        resolve: ({ hops }) => hops.length,
      }),
      sentence: t.string({
        nullable: false,
        description: 'The path in plain words, with roles in brackets: "A attended B (co-chair); B announced C."',
        resolve: (found, _args, context, info) => sentence(found, context, info),
      }),
      hops: t.field({
        type: [hop],
        nullable: false,
        description: 'Its steps, in order.',
        resolve: ({ hops }) => hops,
      }),
    }),
  });

  const outcome = builder.enumType('PathsOutcome', {
    description: 'How a search for paths ended.',
    values: {
      FOUND: { description: 'There are paths: as many as were asked for, or all within maxLength.' },
      EXHAUSTED: { description: 'There is no path within maxLength.' },
      LIMIT: {
        description:
          'The search stopped before it was through; `searched` says how far it had got. What it found stands in `paths`, and there may be more: narrow it by relations, types or avoid, or name what lies between with through.',
      },
    },
  });

  const type = builder.objectRef<FoundPaths>('Paths').implement({
    description: 'Paths between entities, and how the search for them ended.',
    fields: (t) => ({
      paths: t.field({
        type: [path],
        nullable: false,
        description:
          'The shortest first; of one length, those over fewer hubs first: by the sum of the degrees of the entities between the ends, then by the ids of the entities from the beginning, then by those of the relations. The degree of an entity is how many relations it has now, whichever kinds are asked for.',
        resolve: ({ paths }) => paths,
      }),
      outcome: t.field({
        type: outcome,
        nullable: false,
        description: 'How the search ended.',
        resolve: (found) => found.outcome,
      }),
      visited: t.exposeInt('visited', {
        nullable: false,
        description: `How many relations the search read; it stops (LIMIT) before it would read more than ${BUDGET.visits}, or where it has looked at ${BUDGET.steps} beginnings of paths.`,
      }),
      searched: t.exposeInt('searched', {
        description:
          'Up to which length all paths are known; null where not even the shortest are. Where `first` paths were found at a greater length, it is the one before.',
      }),
    }),
  });

  return (t: any) =>
    t.field({
      type,
      description:
        'How entities are connected: the shortest paths over relations of any direction, each step with its evidence. All paths of a length come before longer ones, in one order, so a question that is asked again is answered again in the same way. Two relations between the same two entities make two paths. @asOf holds for each step; deprecated statements make none. An id that is not in the graph is an error; one that is not there yet at the time of @asOf is on no path.',
      extensions: { rows: SEARCH_ROWS },
      args: {
        from: t.arg.idList({ required: true, description: `Where paths begin: any of these, ${MOST_IDS} at most.` }),
        to: t.arg.idList({
          required: true,
          description: `Where they end: any of these, ${MOST_IDS} at most. What is in both is connected with itself, by an empty path.`,
        }),
        maxLength: t.arg.int({
          defaultValue: 6,
          description: `How many relations a path has at most, 0 to ${LONGEST}.`,
        }),
        first: t.arg.int({ defaultValue: 3, description: `How many paths, 1 to ${MOST_PATHS}.` }),
        through: t.arg.idList({
          description: `Only paths on which all of these stand, in any order, ends included; ${MOST_THROUGH} at most.`,
        }),
        avoid: t.arg.idList({
          description: `Only paths on which none of these stands, ends included; ${MOST_IDS} at most.`,
        }),
        relations: t.arg({ type: [enums.relationType], description: 'Only over relations of these kinds.' }),
        types: t.arg({
          type: [enums.entityType],
          description:
            'Only over entities of these types: those between the ends. Without DOCUMENT, for instance, what one source tells of is not connected by that.',
        }),
      },
      resolve: (_root: unknown, args: Arguments, context: Context, info: GraphQLResolveInfo) =>
        paths(args, context, info),
    });
}

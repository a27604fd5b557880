import type { FieldNode, GraphQLResolveInfo } from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { cachedNeighboursOf } from '../../traverse/neighbour-cache.ts';
import { BUDGET } from '../../traverse/paths.ts';
import { cachedPaths, type FoundPath, type FoundPaths, type Hop, readPaths } from '../../traverse/read-paths.ts';
import { aboutRelations, checkId, entityTypesOf, relationTypesOf } from '../arguments/argument-reader.ts';
import type { Context } from '../planning/context.ts';
import { loadName, loadReferred } from '../planning/load.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import { standaloneColumns, standaloneRelation as standaloneRelationOf } from '../planning/standalone-relation.ts';
import type { SchemaParts } from '../schema/parts.ts';

interface Arguments {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly maxLength?: number | null | undefined;
  readonly first?: number | null | undefined;
  readonly through?: readonly string[] | null | undefined;
  readonly avoid?: readonly string[] | null | undefined;
  readonly relations?: readonly string[] | null | undefined;
  readonly types?: readonly string[] | null | undefined;
}

/** The cost of a search besides its answer, in rows: to read an id costs a tenth of what a row costs. */
const SEARCH_ROWS = BUDGET.visits / 10;

const LONGEST = 10;
const MOST_PATHS = 100;
/** Each id doubles the memory that a search takes for every entity that it visits. */
const MOST_THROUGH = 5;
const MOST_IDS = 100;

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw badInput(`"${name}" expects a number from ${least} to ${most}; got ${value}.`);
}

function atMost(name: string, ids: readonly string[], most: number): readonly string[] {
  if (ids.length <= most) return ids;
  throw badInput(`"${name}" expects at most ${most} ids; got ${ids.length}. Ask in several requests.`);
}

/** The columns that the selection below `paths` needs of each hop's relation. */
function hopColumns(ontology: Ontology, types: readonly string[], info: GraphQLResolveInfo): readonly string[] {
  const below = (nodes: readonly FieldNode[], name: string) => byName(collectedBelow(info, nodes)).get(name) ?? [];
  const found = below(info.fieldNodes, 'paths');
  const paths = [...found, ...below(found, 'alternatives')];
  const hops = below(paths, 'hops');
  const stated = [...below(hops, 'relation'), ...below(hops, 'alternatives')];
  const relation = standaloneColumns(ontology, types, stated, info);
  const forSentence = below(paths, 'sentence').length > 0 ? ['role'] : [];
  return [...new Set(['id', 'type', 'from', 'to', ...relation, ...forSentence])].sort();
}

const relationOf = (hop: Hop) => standaloneRelationOf(hop.relation, hop.from);

async function search(
  ontology: Ontology,
  args: Arguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<FoundPaths> {
  const ids = (name: 'from' | 'to' | 'through' | 'avoid', most: number) =>
    atMost(name, args[name] ?? [], most).map((id) => checkId(ontology, id, ANY, name));
  for (const name of ['from', 'to'] as const) {
    if (args[name].length === 0) throw badInput(`"${name}" expects at least one id; got none.`);
  }
  const between = entityTypesOf(ontology, args.types);
  const request = {
    from: ids('from', MOST_IDS),
    to: ids('to', MOST_IDS),
    through: ids('through', MOST_THROUGH),
    avoid: ids('avoid', MOST_IDS),
    maxLength: within('maxLength', args.maxLength ?? 6, 0, LONGEST),
    first: within('first', args.first ?? 3, 1, MOST_PATHS),
    between: between.length === 0 ? null : (id: string) => between.includes(ontology.typeOfId(id)?.name ?? ''),
  };
  const types = relationTypesOf(ontology, args.relations);
  const unknown = (missing: readonly string[]) => {
    const name = (['from', 'to', 'through', 'avoid'] as const).find((one) => request[one].includes(missing[0] ?? ''));
    throw badInput(
      `"${name}" expects ids of entities that are in the graph; got ${quoted(missing[0])}, which is not. Take ids from earlier answers, or look it up with search.`,
    );
  };
  const { timeTravel, read, readWithState, work, topology } = context.reader(info);
  const columns = hopColumns(ontology, types, info);
  const scope = { ontology, timeTravel, types };
  const cached = topology && (await cachedPaths(readWithState, topology, scope, request, columns, work));
  if (cached) return cached;
  return read((unit, graph) => readPaths(unit, scope, cachedNeighboursOf(graph, scope), request, columns, unknown));
}

async function sentenceOf(
  ontology: Ontology,
  path: FoundPath,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<string> {
  const ids = [path.start, ...path.hops.map(({ to }) => to)];
  const names = await Promise.all(ids.map((id) => loadName(id, context, info)));
  const clauses = path.hops.map((hop, i) => {
    const { type, direction } = relationOf(hop).relation;
    const declared = ontology.relation(type);
    const reading = direction === 'OUT' ? declared?.reading : declared?.inverseReading;
    const roles = [hop.relation, ...hop.alternatives].flatMap(({ role }) => (role ? [String(role)] : []));
    const role = roles.length > 0 ? ` (${[...new Set(roles)].join(', ')})` : '';
    return `${names[i]} ${reading} ${names[i + 1]}${role}`;
  });
  return `${clauses.length > 0 ? clauses.join('; ') : names[0]}.`;
}

/** Adds `paths`: how entities are connected. */
export function addPaths(parts: SchemaParts): void {
  const { ontology, builder, enums, entity, standaloneRelation } = parts;
  const hop = builder.objectRef<Hop>('PathHop').implement({
    description: 'One step of a path: from an entity over a relation to the next entity.',
    fields: (t) => ({
      relation: t.field({
        type: standaloneRelation,
        nullable: false,
        description: 'The relation as the path takes it: `direction` and `reading` go from `from` to `to`.',
        resolve: relationOf,
      }),
      alternatives: t.field({
        type: [standaloneRelation],
        nullable: false,
        description:
          'The other relations of the same type between the same two entities, such as further offices of a person in one institution, in the order of their ids. A path through them is not listed separately.',
        resolve: ({ alternatives, from }) => alternatives.map((row) => standaloneRelationOf(row, from)),
      }),
      from: t.field({
        type: entity,
        description: 'The entity that the step leaves.',
        resolve: (h, _args, context, info) => loadReferred(ontology, h.from, ANY, context, info),
      }),
      to: t.field({
        type: entity,
        description: 'The entity that the step reaches.',
        resolve: (h, _args, context, info) => loadReferred(ontology, h.to, ANY, context, info),
      }),
    }),
  });

  const pathRef = builder.objectRef<FoundPath>('Path');
  const path = pathRef.implement({
    description: 'How one entity is connected with another, over relations; no entity occurs twice.',
    fields: (t) => ({
      length: t.int({
        nullable: false,
        description: 'The number of relations; 0 from an entity to itself.',
        resolve: ({ hops }) => hops.length,
      }),
      sentence: t.string({
        nullable: false,
        description:
          'The path in words, with roles in brackets, several separated by commas: "A attended B (co-chair); B announced C."',
        resolve: (found, _args, context, info) => sentenceOf(ontology, found, context, info),
      }),
      hops: t.field({
        type: [hop],
        nullable: false,
        description: 'Its steps, in order.',
        resolve: ({ hops }) => hops,
      }),
      alternatives: t.field({
        type: [pathRef],
        nullable: false,
        description:
          'The paths that differ from this one only in the bodies where the same people hold several offices, in the order of paths. They are not listed separately; if there are very many, only those that the search found are here.',
        resolve: ({ alternatives }) => alternatives,
      }),
    }),
  });

  const outcome = builder.enumType('PathsOutcome', {
    description: 'How a search for paths ended.',
    values: {
      FOUND: { description: 'There are paths: as many as requested, or all within maxLength.' },
      EXHAUSTED: { description: 'There is no path within maxLength.' },
      LIMIT: {
        description:
          'The search stopped early; `searched` says how far it got. `paths` holds what it found, and there may be more: narrow the search by relations, types or avoid, or name an entity in between with through.',
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
          'Shortest first. Paths of one length are ordered by the sum of the degrees of the entities between their ends, fewest first, then by the ids of the entities from the beginning, then by those of the relations. The degree of an entity is the number of its relations now, not counting those from documents that mention it.',
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
        description: `The number of relations that the search read. It stops (LIMIT) before it would read more than ${BUDGET.visits}, or after ${BUDGET.steps} beginnings of paths.`,
      }),
      searched: t.exposeInt('searched', {
        description:
          'The length up to which all paths are known; null if not even the shortest are. If `first` paths were found at a greater length, it is the length before.',
      }),
    }),
  });

  builder.queryField('paths', (t) =>
    t.field({
      type,
      description:
        'How entities are connected: the shortest paths over relations in any direction, each step with its evidence. All paths of a length come before longer ones, in a fixed order, so that the same question has the same answer. Relations of one type between the same two entities, such as several offices in one institution, are one step with alternatives; relations of two types make two paths. A document that mentions two entities does not connect them, unless `relations` asks for that. @asOf applies to each step; deprecated relations make none. An id that is not in the graph is an error; one that is not in it yet at the time of @asOf is on no path.',
      extensions: { rows: SEARCH_ROWS },
      args: {
        from: t.arg.idList({ required: true, description: `Where paths begin: any of these, at most ${MOST_IDS}.` }),
        to: t.arg.idList({
          required: true,
          description: `Where they end: any of these, at most ${MOST_IDS}. An id in both is connected with itself, by an empty path.`,
        }),
        maxLength: t.arg.int({
          defaultValue: 6,
          description: `The most relations that a path may have, 0 to ${LONGEST}.`,
        }),
        first: t.arg.int({ defaultValue: 3, description: `The number of paths, 1 to ${MOST_PATHS}.` }),
        through: t.arg.idList({
          description: `Only paths through all of these, in any order, ends included; at most ${MOST_THROUGH}.`,
        }),
        avoid: t.arg.idList({
          description: `Only paths through none of these, ends included; at most ${MOST_IDS}.`,
        }),
        relations: t.arg({ type: [enums.relationType], description: aboutRelations(ontology) }),
        types: t.arg({
          type: [enums.entityType],
          description: 'Only over entities of these types, between the ends.',
        }),
      },
      resolve: (_root, args, context, info) => search(ontology, args, context, info),
    }),
  );
}

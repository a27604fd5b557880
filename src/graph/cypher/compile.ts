import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement, Value } from '../port/graph.ts';
import type { ConnectionPart, EntityPart, PageRange, Shape, TimeTravel } from '../query/query.ts';
import { entityIsCertain } from './certainty.ts';
import { condition, conjunction } from './conditions.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import type { RowSource } from './group-keys.ts';
import { groupCall, sumCall } from './groups.ts';
import { boundState, claimTypes, relationValues, wasKnown } from './history.ts';
import { compileOrder, orderBy, past } from './orders.ts';
import { scan, startPoint } from './start-point.ts';
import { timeline } from './timeline.ts';
import { asksForRank, entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Compiles queries to one statement. A list within a list is a CALL within the CALL of the outer list, and its result is
 * a value of the outer row. So each list is filtered, ordered and cut in its own clause, and few, nested rows return.
 */

/** The rows of a list: all entities of its type, or what a step from `parent` leads to. */
export function sourceOf(cypher: CypherBuilder, part: ConnectionPart, parent: string | null): RowSource {
  const node = cypher.variable('n');
  const relation = part.step === null || parent === null ? null : cypher.variable('r');
  const matched = relation === null ? [node] : [relation, node];
  const { state, bindState } = boundState(cypher, node, matched);
  const near = relation === null ? null : parent;
  const common = {
    node,
    relation,
    near,
    state,
    rows: state === node ? matched : [...matched, state],
    bindState,
  };
  if (part.step === null || parent === null || relation === null) {
    const start = part.filter && !part.contested ? startPoint(cypher, part.filter, part.type, node) : null;
    const filters = part.filter ? conjunction(part.filter) : [];
    const scanned = start ? null : scan(cypher, part.type, node, filters);
    const rest = start?.rest ?? scanned?.rest ?? filters;
    const conditions = [
      ...(scanned?.conditions ?? []),
      ...entityIsVisible(cypher, part.type, node),
      ...rest.map((filter) => condition(cypher, filter, { node, relation, near })),
    ];
    const named = scanned && rest.length < filters.length ? scanned.clauses : [];
    if (part.contested) return contested(cypher, common, named, conditions);
    return { ...common, matches: [...(start ?? scanned ?? { clauses: [] }).clauses], conditions, scope: '' };
  }
  const filter = part.filter ? [condition(cypher, part.filter, { node, relation, near })] : [];
  const conditions = [...relationIsVisible(cypher, part.step, relation, node, part.filter), ...filter];
  const pattern = cypher.pattern(parent, part.step, relation, node, asksForRank(part.filter));
  return { ...common, matches: [`MATCH ${pattern}`], conditions, scope: parent };
}

/** Entities for which sources make more than one claim about a field, deprecated claims aside. `named` finds them by id. */
function contested(
  cypher: CypherBuilder,
  source: Omit<RowSource, 'matches' | 'conditions' | 'scope'>,
  named: readonly string[],
  conditions: readonly string[],
): RowSource {
  const { node, bindState } = source;
  const [claim, field, number] = [cypher.variable('c'), cypher.variable('f'), cypher.variable('m')];
  return {
    ...source,
    matches: [...named, `MATCH (${node}:${cypher.label(ANY)})-[:${claimTypes(cypher)}]->(${claim})`],
    conditions: [`${claim}.rank <> 'DEPRECATED'`, ...wasKnown(cypher, claim), ...conditions],
    bindState: [
      `WITH ${node}, ${claim}.field AS ${field}, count(*) AS ${number}`,
      `WHERE ${number} > 1`,
      `WITH DISTINCT ${node}`,
      ...bindState,
    ],
    scope: '',
  };
}

/** The values of an entity and of its lists, and the clauses that compute them (see row-decoder.ts). */
function entityValues(
  cypher: CypherBuilder,
  part: EntityPart,
  { node, state }: { readonly node: string; readonly state: string },
): { calls: string[]; values: string[] } {
  const calls: string[] = [];
  const values = part.columns.map((column) => `${column === 'id' ? node : state}.${column}`);
  for (const child of Object.values(part.children)) {
    const { calls: inner, result } = connection(cypher, child, node);
    calls.push(...inner);
    values.push(result);
  }
  return { calls, values };
}

/** Reads a page whose ids are known. */
function idsCall(cypher: CypherBuilder, part: EntityPart, ids: readonly string[], name: string): string {
  const [id, node] = [cypher.variable('i'), cypher.variable('n')];
  const entity = entityValues(cypher, part, { node, state: node });
  return [
    'CALL () {',
    `UNWIND ${cypher.value(ids)} AS ${id}`,
    `MATCH (${node}:${cypher.label(ANY)} {id: ${id}})`,
    ...entity.calls,
    `RETURN collect([${entity.values.join(', ')}]) AS ${name}`,
    '}',
  ].join('\n');
}

/** The clauses that leave the rows of a page in order, and the values of a row. */
function pageRows(
  cypher: CypherBuilder,
  part: ConnectionPart,
  page: PageRange,
  source: RowSource,
): { clauses: readonly string[]; row: string } {
  const { relation, rows } = source;
  const order = compileOrder(cypher, part.order, source);
  const positions = [
    ...(page.after ? [past(cypher, order.keys, page.after, 'after')] : []),
    ...(page.before ? [past(cypher, order.keys, page.before, 'before')] : []),
  ];
  // A position can only be compared after the keys of the order are computed.
  const comparesLate = order.computed.length > 0 || source.bindState.length > 0;
  // Neo4j uses the order of an index only if the statement requires all of its properties.
  const ordered =
    relation === null && part.filter === null && order.keys.every(({ nullable }) => !nullable)
      ? order.keys.map(({ text }) => `${text} IS NOT NULL`)
      : [];
  const entity = entityValues(cypher, part.node, source);
  const values = [
    ...(relation === null ? [] : relationValues(cypher, relation, part.relationColumns)),
    ...entity.values,
    ...order.names,
  ];
  const clauses = [
    ...source.matches,
    ...whereClause([...source.conditions, ...(comparesLate ? [] : [...ordered, ...positions])]),
    ...source.bindState,
    ...order.calls,
    ...(comparesLate ? [`WITH ${[...rows, ...order.computed].join(', ')}`, ...whereClause(positions)] : []),
    `WITH ${[...rows, ...order.names].join(', ')} ORDER BY ${orderBy(order.keys, page.backward)} LIMIT ${cypher.value(page.limit)}`,
    ...entity.calls,
  ];
  return { clauses, row: `[${values.join(', ')}]` };
}

/** Reads a page of the rows of a list. */
function pageCall(
  cypher: CypherBuilder,
  part: ConnectionPart,
  page: PageRange,
  source: RowSource,
  name: string,
): string {
  const { clauses, row } = pageRows(cypher, part, page, source);
  return [`CALL (${source.scope}) {`, ...clauses, `RETURN collect(${row}) AS ${name}`, '}'].join('\n');
}

/**
 * Collects the rows of a filtered list once for all parts that use them, such as its page and its total. Otherwise the
 * database would evaluate the filter for every entity again for each part.
 */
function sharedSource(cypher: CypherBuilder, part: ConnectionPart): { call: string; source: RowSource; rows: string } {
  const { node, matches, conditions, bindState, state } = sourceOf(cypher, part, null);
  const rows = cypher.variable('w');
  const call = [
    'CALL () {',
    ...matches,
    ...whereClause(conditions),
    ...bindState,
    `RETURN collect(${state === node ? node : `[${node}, ${state}]`}) AS ${rows}`,
    '}',
  ].join('\n');
  const unwound = [`UNWIND ${rows} AS ${node}`, `WITH ${node}`];
  return {
    call,
    rows,
    source: {
      node,
      relation: null,
      near: null,
      state: node,
      rows: [node],
      matches: unwound,
      conditions: [],
      bindState: [],
      scope: rows,
    },
  };
}

/** The clauses that read a list, and its result, a list of page, total, sums and groups (see row-decoder.ts). */
function connection(
  cypher: CypherBuilder,
  part: ConnectionPart,
  parent: string | null,
): { calls: string[]; result: string } {
  const calls: string[] = [];
  const items: string[] = [];
  const add = (call: (name: string) => string) => {
    const name = cypher.variable('a');
    calls.push(call(name));
    items.push(name);
  };
  const { page } = part;
  const sums = Object.values(part.sums);
  const groups = Object.values(part.groups);
  const several = (page ? 1 : 0) + (part.total ? 1 : 0) + (part.certain ? 1 : 0) + sums.length + groups.length > 1;
  const now = cypher.timeTravel.known === null;
  const shared =
    several && now && part.filter && part.step === null && !part.contested ? sharedSource(cypher, part) : null;
  if (shared) calls.push(shared.call);
  const source = () => shared?.source ?? sourceOf(cypher, part, parent);
  if (page) {
    const { ids } = page;
    add((name) => (ids ? idsCall(cypher, part.node, ids, name) : pageCall(cypher, part, page, source(), name)));
  }
  if (part.total && shared) items.push(`size(${shared.rows})`);
  else if (part.total) {
    add((name) => {
      const { scope, matches, conditions, bindState } = source();
      return [
        `CALL (${scope}) {`,
        ...matches,
        ...whereClause(conditions),
        ...bindState,
        `RETURN count(*) AS ${name}`,
        '}',
      ].join('\n');
    });
  }
  if (part.certain) {
    add((name) => {
      // The rows of the same list under CERTAIN: what leads to it, and what a row's filters lead to, must be certain as well.
      const { asOf } = cypher.timeTravel;
      const { scope, matches, conditions, bindState, near } =
        asOf === null ? source() : sourceOf(cypher.certain(), part, parent);
      const exists = asOf === null || near === null ? [] : [entityIsCertain(cypher, near, asOf)];
      const found = [...matches, ...whereClause([...exists, ...conditions]), ...bindState];
      return [`CALL (${scope}) {`, ...found, `RETURN count(*) AS ${name}`, '}'].join('\n');
    });
  }
  for (const sum of sums) add((name) => sumCall(cypher, sum, source(), { isDistinct: shared !== null }, name));
  for (const grouping of groups) add((name) => groupCall(cypher, grouping, source(), name));
  return { calls, result: `[${items.join(', ')}]` };
}

function compileShape(cypher: CypherBuilder, shape: Shape, parents: readonly string[], request: number): string {
  if (shape.kind === 'list') {
    const { calls, result } = connection(cypher, shape.part, null);
    return [...calls, `RETURN ${request} AS request, null AS parent, ${result} AS answer`].join('\n');
  }
  if (shape.kind === 'timeline') {
    const { calls, result } = timeline(cypher, shape.part);
    return [...calls, `RETURN ${request} AS request, null AS parent, ${result} AS answer`].join('\n');
  }
  const node = cypher.variable('n');
  const roots = `UNWIND ${cypher.value(parents)} AS parent\nMATCH (${node}:Entity {id: parent})`;
  if (shape.kind === 'relations') {
    const { calls, result } = connection(cypher, shape.part, node);
    return [roots, ...calls, `RETURN ${request} AS request, parent AS parent, ${result} AS answer`].join('\n');
  }
  if (shape.kind === 'entities') {
    const { state, bindState } = boundState(cypher, node, ['parent', node]);
    const { calls, values } = entityValues(cypher, shape.node, { node, state });
    return [
      roots,
      ...whereClause(entityIsVisible(cypher, ANY, node)),
      ...bindState,
      ...calls,
      `RETURN ${request} AS request, parent AS parent, [[${values.join(', ')}]] AS answer`,
    ].join('\n');
  }
  const claim = cypher.variable('c');
  return [
    roots,
    `CALL (${node}) { MATCH (${node})-[:${claimTypes(cypher)}]->(${claim})`,
    ...whereClause([
      ...(shape.field === null ? [] : [`${claim}.field = ${cypher.value(shape.field)}`]),
      ...wasKnown(cypher, claim),
    ]),
    `WITH ${claim} ORDER BY ${claim}.field, ${claim}.position, ${claim}.id`,
    `RETURN collect([${shape.columns.map((column) => `${claim}.${column}`).join(', ')}]) AS claims }`,
    `RETURN ${request} AS request, parent AS parent, claims AS answer`,
  ].join('\n');
}

/**
 * Whether the statement for these queries returns the rows of one page directly rather than nested in a result, so that
 * the database can send rows while it reads the next ones.
 */
export function isPage(queries: readonly GraphQuery[]): boolean {
  const [first, ...more] = queries;
  if (more.length > 0 || first?.shape.kind !== 'list') return false;
  const { page, total, certain, sums, groups } = first.shape.part;
  return (
    page !== null && !page.ids && !total && !certain && Object.keys(sums).length + Object.keys(groups).length === 0
  );
}

/** What to read, and the ids of the entities to start from. */
export interface GraphQuery {
  readonly shape: Shape;
  readonly parents: readonly Value[];
}

/**
 * Compiles queries to one statement. Its rows are { request, parent, answer }, where `request` is the index of the
 * query and `answer` is for rowDecoder; or { row } if `isPage`.
 */
export function compile(ontology: Ontology, queries: readonly GraphQuery[], timeTravel: TimeTravel): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const shape = queries[0]?.shape;
  if (isPage(queries) && shape?.kind === 'list' && shape.part.page) {
    const { part } = shape;
    const { clauses, row } = pageRows(cypher, part, shape.part.page, sourceOf(cypher, part, null));
    return { text: [...clauses, `RETURN ${row} AS row`].join('\n'), parameters: cypher.parameters };
  }
  const text = queries
    .map(({ shape, parents }, i) => compileShape(cypher, shape, parents as readonly string[], i))
    .join('\nUNION ALL\n');
  return { text, parameters: cypher.parameters };
}

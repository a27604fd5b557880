import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Statement, Value } from '../port/graph.ts';
import type { ConnectionPart, EntityPart, Grouping, PageRange, Shape, Sum, TimeTravel } from '../query/query.ts';
import { CLAIMED, CLAIMED_BEFORE, columns } from '../storage/encoding.ts';
import { condition, conjunction, far as farEnd } from './conditions.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { relationValues, stateOf, typeOfRelation, wasKnown } from './history.ts';
import { addedExactly, orderBy, past, type RowVariables, writeOrder } from './orders.ts';
import { start, startPoint } from './start-point.ts';
import { timeline } from './timeline.ts';
import { asksForRank, entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Questions become one statement. A list inside a list is a CALL inside the CALL of the outer one, its answer a value
 * in the outer row: so each list is filtered, ordered and cut where it stands, and rows come back as few and nested.
 */

/** What a list is read from: the rows of its pattern, from its parent or from all entities of its type. */
interface Source extends RowVariables {
  /** What carries a row from clause to clause. */
  readonly rows: readonly string[];
  /** The clauses that find the rows, before WHERE. */
  readonly found: readonly string[];
  readonly where: readonly string[];
  /** Gives `state` where that is not the node itself. */
  readonly stated: readonly string[];
  /** CALL (scope). */
  readonly scope: string;
}

const clause = (word: string, parts: readonly string[]) => {
  const said = parts.filter((part) => part !== 'true');
  return said.length > 0 ? [`${word} ${said.join(' AND ')}`] : [];
};

function sourceOf(cypher: CypherBuilder, part: ConnectionPart, parent: string | null): Source {
  const node = cypher.variable('n');
  const relation = part.step === null || parent === null ? null : cypher.variable('r');
  const found = relation === null ? [node] : [relation, node];
  const past = stateOf(cypher, node);
  const state = past === node ? node : cypher.variable('y');
  const common = {
    node,
    relation,
    state,
    rows: state === node ? found : [...found, state],
    stated: state === node ? [] : [`WITH ${[...found, `${past} AS ${state}`].join(', ')}`],
  };
  if (part.step === null || parent === null || relation === null) {
    const way = part.filter && !part.contested ? startPoint(cypher, part.filter, part.type, node) : null;
    const asked = part.filter ? conjunction(part.filter) : [];
    const begun = way || part.contested ? null : start(cypher, part.type, node, asked);
    const rest = way?.rest ?? begun?.rest ?? asked;
    const where = [
      ...(begun?.where ?? []),
      ...entityIsVisible(cypher, part.type, node),
      ...rest.map((one) => condition(cypher, one, { node, relation })),
    ];
    if (part.contested) return contested(cypher, common, where);
    return { ...common, found: [...(way ?? begun ?? { clauses: [] }).clauses], where, scope: '' };
  }
  const filter = part.filter ? [condition(cypher, part.filter, { node, relation })] : [];
  const where = [...relationIsVisible(cypher, part.step, relation, node, part.filter), ...filter];
  const pattern = cypher.pattern(parent, part.step, relation, node, asksForRank(part.filter));
  return { ...common, found: [`MATCH ${pattern}`], where, scope: parent };
}

/** Entities by their claims: those with more than one for a field, of those that are not known to be wrong. */
function contested(
  cypher: CypherBuilder,
  source: Omit<Source, 'found' | 'where' | 'scope'>,
  where: readonly string[],
): Source {
  const { node, stated } = source;
  const [claim, field, number] = [cypher.variable('c'), cypher.variable('f'), cypher.variable('m')];
  return {
    ...source,
    found: [`MATCH (${node}:${cypher.label(ANY)})-[:${claimTypes(cypher)}]->(${claim})`],
    where: [`${claim}.rank <> 'DEPRECATED'`, ...wasKnown(cypher, claim), ...where],
    stated: [
      `WITH ${node}, ${claim}.field AS ${field}, count(*) AS ${number}`,
      `WHERE ${number} > 1`,
      `WITH DISTINCT ${node}`,
      ...stated,
    ],
    scope: '',
  };
}

const claimTypes = (cypher: CypherBuilder) =>
  cypher.timeTravel.known === null ? CLAIMED : `${CLAIMED}|${CLAIMED_BEFORE}`;

/** The values of an entity and of the lists below it, and the clauses that come before them (see answer.ts). */
function entityValues(
  cypher: CypherBuilder,
  part: EntityPart,
  { node, state }: { readonly node: string; readonly state: string },
): { calls: string[]; values: string[] } {
  const calls: string[] = [];
  const values = part.columns.map((column) => `${column === 'id' ? node : state}.${column}`);
  for (const child of Object.values(part.children)) {
    const { calls: inner, answer } = connection(cypher, child, node);
    calls.push(...inner);
    values.push(answer);
  }
  return { calls, values };
}

/** A page whose ids are known. */
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

/** The clauses that leave the rows of a page, in its order, and the values of a row. */
function pageRows(
  cypher: CypherBuilder,
  part: ConnectionPart,
  page: PageRange,
  source: Source,
): { clauses: readonly string[]; row: string } {
  const { relation, rows } = source;
  const order = writeOrder(cypher, part.order, source);
  const positions = [
    ...(page.after ? [past(cypher, order.keys, page.after, 'after')] : []),
    ...(page.before ? [past(cypher, order.keys, page.before, 'before')] : []),
  ];
  // Positions are compared once what they are compared with is there.
  const late = order.computed.length > 0 || source.stated.length > 0;
  // Neo4j reads rows in the order of an index only where it knows that they all have its properties.
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
    ...source.found,
    ...clause('WHERE', [...source.where, ...(late ? [] : [...ordered, ...positions])]),
    ...source.stated,
    ...order.calls,
    ...(late ? [`WITH ${[...rows, ...order.computed].join(', ')}`, ...clause('WHERE', positions)] : []),
    `WITH ${[...rows, ...order.names].join(', ')} ORDER BY ${orderBy(order.keys, page.backward)} LIMIT ${cypher.value(page.limit)}`,
    ...entity.calls,
  ];
  return { clauses, row: `[${values.join(', ')}]` };
}

/** A page out of the rows of a list. */
function pageCall(cypher: CypherBuilder, part: ConnectionPart, page: PageRange, source: Source, name: string): string {
  const { clauses, row } = pageRows(cypher, part, page, source);
  return [`CALL (${source.scope}) {`, ...clauses, `RETURN collect(${row}) AS ${name}`, '}'].join('\n');
}

/** What holds the amounts of a sum. */
const holderOf = (sum: Sum, { state, relation }: Pick<Source, 'state' | 'relation'>) =>
  sum.side === 'node' ? state : `${relation}`;

/** Rows { currency, amount, approximate } of a money field, out of rows that hold `holder`, each once. */
function addedUp(cypher: CypherBuilder, sum: Sum, holder: string): string {
  const [amounts, currencies, approximate] = columns(sum.field, 'money').map((column) => `${holder}.${column}`);
  const i = cypher.variable('i');
  const [whole, thousandths] = addedExactly(`${amounts}[${i}]`);
  return [
    `UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i}`,
    `WITH ${currencies}[${i}] AS currency, ${whole} AS whole, ${thousandths} AS thousandths, max(CASE WHEN ${approximate}[${i}] THEN 1 ELSE 0 END) AS approximate`,
    'ORDER BY currency',
    'RETURN collect({currency: currency, whole: whole, thousandths: thousandths, approximate: approximate = 1})',
  ].join('\n');
}

function groupCall(cypher: CypherBuilder, grouping: Grouping, source: Source, name: string) {
  const { by } = grouping;
  const { relation, state } = source;
  const holder = 'side' in by && by.side === 'relation' ? relation : state;
  const matches = [...source.found, ...clause('WHERE', source.where), ...source.stated];
  const counted = `count(DISTINCT ${relation ?? source.node})`;
  let key: string;
  if (by.kind === 'related') {
    const [pattern, where, far] = farEnd(cypher, { step: by.step, filter: null }, source.node);
    // Those that lead nowhere are a group too.
    matches.push(`OPTIONAL MATCH ${pattern}`, ...clause('WHERE', where));
    key = `${far.node}.id`;
  } else if (by.kind === 'type') key = typeOfRelation(`${relation}`);
  else if (by.kind === 'year') key = `substring(${holder}.${by.field}Start, 0, 4)`;
  else key = `${holder}.${by.column}`;
  const sums = Object.entries(grouping.sums);
  const group = cypher.variable('g');
  const direction = grouping.descending ? ' DESC' : '';
  const nullsLast = grouping.descending ? `${group} IS NULL, ${group} DESC` : group;
  const order = grouping.order === 'COUNT' ? `number${direction}, ${group}` : nullsLast;
  // What is to be added up is collected once each: to sort that out of the list again, the embedded engine would hold the
  // list beside each of its rows, which took 20 GB for 35,000 of them.
  const lists = new Map<string, string>();
  for (const [, sum] of sums) {
    const held = holderOf(sum, source);
    if (!lists.has(held)) lists.set(held, cypher.variable('w'));
  }
  const totals = sums.map(([place, sum]) => {
    const [rows, one] = [lists.get(holderOf(sum, source)), cypher.variable('o')];
    return { place, call: `CALL (${rows}) { UNWIND ${rows} AS ${one} ${addedUp(cypher, sum, one)} AS ${place} }` };
  });
  const collected = [...lists].map(([held, rows]) => `, collect(DISTINCT ${held}) AS ${rows}`).join('');
  return [
    `CALL (${source.scope}) {`,
    ...matches,
    `WITH ${key} AS ${group}, ${counted} AS number${collected}`,
    `ORDER BY ${order} LIMIT ${cypher.value(grouping.limit)}`,
    ...totals.map(({ call }) => call),
    `RETURN collect({${[`key: ${group}`, 'number: number', ...totals.map(({ place }) => `${place}: ${place}`)].join(', ')}}) AS ${name}`,
    '}',
  ].join('\n');
}

/**
 * The rows of a filtered list that is counted as well as read: found once, and taken from there by each of its parts.
 * The database would otherwise ask the filter of every entity again for each of them.
 */
function sharedSource(cypher: CypherBuilder, part: ConnectionPart): { call: string; source: Source; rows: string } {
  const { node, found, where, stated, state } = sourceOf(cypher, part, null);
  const rows = cypher.variable('w');
  const call = [
    'CALL () {',
    ...found,
    ...clause('WHERE', where),
    ...stated,
    `RETURN collect(${state === node ? node : `[${node}, ${state}]`}) AS ${rows}`,
    '}',
  ].join('\n');
  const taken = [`UNWIND ${rows} AS ${node}`, `WITH ${node}`];
  return {
    call,
    rows,
    source: { node, relation: null, state: node, rows: [node], found: taken, where: [], stated: [], scope: rows },
  };
}

/** The clauses that answer a list, and the list that holds the answer: page, total, sums, groups (see answer.ts). */
function connection(
  cypher: CypherBuilder,
  part: ConnectionPart,
  parent: string | null,
): { calls: string[]; answer: string } {
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
  const several = (page ? 1 : 0) + (part.total ? 1 : 0) + sums.length + groups.length > 1;
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
      const { scope, found, where, stated } = source();
      return [
        `CALL (${scope}) {`,
        ...found,
        ...clause('WHERE', where),
        ...stated,
        `RETURN count(*) AS ${name}`,
        '}',
      ].join('\n');
    });
  }
  for (const sum of sums) {
    add((name) => {
      const one = source();
      const { scope, found, where, stated } = one;
      const holder = holderOf(sum, one);
      // What was found for several parts was collected once each.
      const once = shared ? [] : [`WITH DISTINCT ${holder}`];
      const added = `${addedUp(cypher, sum, holder)} AS ${name}`;
      return [`CALL (${scope}) {`, ...found, ...clause('WHERE', where), ...stated, ...once, added, '}'].join('\n');
    });
  }
  for (const grouping of groups) add((name) => groupCall(cypher, grouping, source(), name));
  return { calls, answer: `[${items.join(', ')}]` };
}

function question(cypher: CypherBuilder, shape: Shape, parents: readonly string[], request: number): string {
  if (shape.kind === 'list') {
    const { calls, answer } = connection(cypher, shape.part, null);
    return [...calls, `RETURN ${request} AS request, null AS parent, ${answer} AS answer`].join('\n');
  }
  if (shape.kind === 'timeline') {
    const { calls, answer } = timeline(cypher, shape.part);
    return [...calls, `RETURN ${request} AS request, null AS parent, ${answer} AS answer`].join('\n');
  }
  const node = cypher.variable('n');
  const roots = `UNWIND ${cypher.value(parents)} AS parent\nMATCH (${node}:Entity {id: parent})`;
  if (shape.kind === 'relations') {
    const { calls, answer } = connection(cypher, shape.part, node);
    return [roots, ...calls, `RETURN ${request} AS request, parent AS parent, ${answer} AS answer`].join('\n');
  }
  if (shape.kind === 'entities') {
    const past = stateOf(cypher, node);
    const state = past === node ? node : cypher.variable('y');
    const { calls, values } = entityValues(cypher, shape.node, { node, state });
    return [
      roots,
      ...clause('WHERE', entityIsVisible(cypher, ANY, node)),
      ...(state === node ? [] : [`WITH parent, ${node}, ${past} AS ${state}`]),
      ...calls,
      `RETURN ${request} AS request, parent AS parent, [[${values.join(', ')}]] AS answer`,
    ].join('\n');
  }
  const claim = cypher.variable('c');
  return [
    roots,
    `CALL (${node}) { MATCH (${node})-[:${claimTypes(cypher)}]->(${claim})`,
    ...clause('WHERE', [
      ...(shape.field === null ? [] : [`${claim}.field = ${cypher.value(shape.field)}`]),
      ...wasKnown(cypher, claim),
    ]),
    `WITH ${claim} ORDER BY ${claim}.field, ${claim}.position, ${claim}.id`,
    `RETURN collect([${shape.columns.map((column) => `${claim}.${column}`).join(', ')}]) AS claims }`,
    `RETURN ${request} AS request, parent AS parent, claims AS answer`,
  ].join('\n');
}

/**
 * Whether the rows of a statement are those of one page, and not one answer in which they lie: they are sent while the
 * next ones are read. `questions`: all that the statement answers.
 */
export function isPage(questions: readonly Question[]): boolean {
  const [first, ...more] = questions;
  if (more.length > 0 || first?.shape.kind !== 'list') return false;
  const { page, total, sums, groups } = first.shape.part;
  return page !== null && !page.ids && !total && Object.keys(sums).length + Object.keys(groups).length === 0;
}

/** A question, and the entities that it starts from. */
export interface Question {
  readonly shape: Shape;
  readonly parents: readonly Value[];
}

/** One statement that answers several questions: rows { request, parent, answer }, or { row } (see isPage). */
export function compile(ontology: Ontology, questions: readonly Question[], timeTravel: TimeTravel): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const shape = questions[0]?.shape;
  if (isPage(questions) && shape?.kind === 'list' && shape.part.page) {
    const { part } = shape;
    const { clauses, row } = pageRows(cypher, part, shape.part.page, sourceOf(cypher, part, null));
    return { text: [...clauses, `RETURN ${row} AS row`].join('\n'), parameters: cypher.parameters };
  }
  const text = questions
    .map(({ shape, parents }, i) => question(cypher, shape, parents as readonly string[], i))
    .join('\nUNION ALL\n');
  return { text, parameters: cypher.parameters };
}

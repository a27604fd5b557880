import type { Ontology } from '../ontology/ontology.ts';
import { condition, type Variables } from './conditions.ts';
import type { Statement, Value } from './graph.ts';
import { orderBy, past, writeOrder } from './orders.ts';
import { entityIsThere, relationIsThere } from './presence.ts';
import type { ConnectionPart, EntityPart, Grouping, Moment, PageRange, Shape, Sum } from './query.ts';
import { CLAIM, columns, RELATION_ID } from './storage.ts';
import { Writing } from './text.ts';

/**
 * Questions become one statement. A list inside a list is a CALL inside the CALL of the outer one, its answer a value
 * in the outer row: so each list is filtered, ordered and cut where it stands, and rows come back as few and nested.
 */

/** What a list is read from: the rows of its pattern, from its parent or from all entities of its type. */
interface Source extends Variables {
  readonly match: string;
  readonly where: readonly string[];
  /** CALL (scope). */
  readonly scope: string;
}

const clause = (word: string, parts: readonly string[], between = ' AND ') =>
  parts.length > 0 ? [`${word} ${parts.join(between)}`] : [];

function sourceOf(writing: Writing, part: ConnectionPart, parent: string | null): Source {
  const node = writing.variable('n');
  if (part.step === null || parent === null) {
    const where = [
      ...entityIsThere(writing, part.type, node),
      ...(part.filter ? [condition(writing, part.filter, { node, relation: null })] : []),
    ];
    return { node, relation: null, match: `(${node}:${writing.label(part.type)})`, where, scope: '' };
  }
  const relation = writing.variable('r');
  const match = writing.pattern(parent, part.step, relation, node);
  const where = [
    ...relationIsThere(writing, part.step, relation, node, part.filter),
    ...(part.filter ? [condition(writing, part.filter, { node, relation })] : []),
  ];
  return { node, relation, match, where, scope: parent };
}

/** node{.id, .name, place: {…}}, and the clauses that come before it. */
function entityMap(writing: Writing, part: EntityPart, node: string): { calls: string[]; map: string } {
  const calls: string[] = [];
  const items = part.columns.map((column) => `.${column}`);
  for (const [place, child] of Object.entries(part.children)) {
    const { calls: inner, answer } = connection(writing, child, node);
    calls.push(...inner);
    items.push(`${place}: ${answer}`);
  }
  return { calls, map: `${node}{${items.join(', ')}}` };
}

function relationMap(relation: string, read: readonly string[]): string {
  const items = read.map((column) => `${column}: ${relation}.${column === 'id' ? RELATION_ID : column}`);
  return `{${[`type: type(${relation})`, `from: startNode(${relation}).id`, `to: endNode(${relation}).id`, ...items].join(', ')}}`;
}

function pageCall(
  writing: Writing,
  part: ConnectionPart,
  page: PageRange,
  parent: string | null,
  name: string,
): string {
  const source = sourceOf(writing, part, parent);
  const { node, relation } = source;
  const order = writeOrder(writing, part.order, source);
  const rows = relation === null ? [node] : [relation, node];
  const positions = [
    ...(page.after ? [past(writing, order.keys, page.after, 'after')] : []),
    ...(page.before ? [past(writing, order.keys, page.before, 'before')] : []),
  ];
  const computed = order.computed.length > 0;
  const first = order.keys[0];
  // Neo4j reads rows in the order of an index only where it knows that they all have the property.
  const ordered =
    relation === null && part.filter === null && positions.length === 0 && first && !first.nullable
      ? [`${first.text} IS NOT NULL`]
      : [];
  const entity = entityMap(writing, part.node, node);
  const row = [
    ...(relation === null ? [] : [`relation: ${relationMap(relation, part.relationColumns)}`]),
    `node: ${entity.map}`,
    ...(computed ? [`keys: [${order.names.join(', ')}]`] : []),
  ];
  return [
    `CALL (${source.scope}) {`,
    `MATCH ${source.match}`,
    ...clause('WHERE', [...source.where, ...(computed ? [] : [...ordered, ...positions])]),
    ...order.calls,
    ...(computed ? [`WITH ${[...rows, ...order.computed].join(', ')}`, ...clause('WHERE', positions)] : []),
    `WITH ${[...rows, ...order.names].join(', ')} ORDER BY ${orderBy(order.keys, page.backward)} LIMIT ${writing.value(page.limit)}`,
    ...entity.calls,
    `RETURN collect({${row.join(', ')}}) AS ${name}`,
    '}',
  ].join('\n');
}

/** Rows { currency, amount, approximate } of a money field, out of rows that hold `holder`. */
function addedUp(writing: Writing, sum: Sum, source: Variables): string {
  const holder = sum.side === 'node' ? source.node : `${source.relation}`;
  const [amounts, currencies, approximate] = columns(sum.field, 'money').map((column) => `${holder}.${column}`);
  const i = writing.variable('i');
  return [
    `WITH DISTINCT ${holder}`,
    `UNWIND range(0, size(coalesce(${currencies}, [])) - 1) AS ${i}`,
    `WITH ${currencies}[${i}] AS currency, sum(${amounts}[${i}]) AS amount, max(CASE WHEN ${approximate}[${i}] THEN 1 ELSE 0 END) AS approximate`,
    'ORDER BY currency',
    'RETURN collect({currency: currency, amount: amount, approximate: approximate = 1})',
  ].join('\n');
}

function groupCall(writing: Writing, part: ConnectionPart, grouping: Grouping, parent: string | null, name: string) {
  const source = sourceOf(writing, part, parent);
  const { by } = grouping;
  const holder = 'side' in by && by.side === 'relation' ? source.relation : source.node;
  const matches = [`MATCH ${source.match}`, ...clause('WHERE', source.where)];
  let key: string;
  if (by.kind === 'related') {
    const far = { relation: writing.variable('r'), node: writing.variable('n') };
    const where = relationIsThere(writing, by.step, far.relation, far.node, null);
    matches.push(`MATCH ${writing.pattern(source.node, by.step, far.relation, far.node)}`, ...clause('WHERE', where));
    key = `${far.node}.id`;
  } else if (by.kind === 'type') key = `type(${source.relation})`;
  else if (by.kind === 'year') key = `substring(${holder}.${by.field}Start, 0, 4)`;
  else key = `${holder}.${by.column}`;
  const row = source.relation === null ? source.node : `{node: ${source.node}, relation: ${source.relation}}`;
  const sums = Object.entries(grouping.sums);
  const [group, rows, one] = [writing.variable('g'), writing.variable('w'), writing.variable('o')];
  const count = by.kind === 'related' ? `count(DISTINCT ${source.relation ?? source.node})` : 'count(*)';
  const direction = grouping.descending ? ' DESC' : '';
  const order =
    grouping.order === 'COUNT'
      ? `number${direction}, ${group}`
      : grouping.descending
        ? `${group} IS NULL, ${group} DESC`
        : group;
  const totals = sums.map(([place, sum]) => {
    const inner = { node: writing.variable('n'), relation: source.relation === null ? null : writing.variable('r') };
    const unpacked =
      inner.relation === null
        ? `WITH ${one} AS ${inner.node}`
        : `WITH ${one}.node AS ${inner.node}, ${one}.relation AS ${inner.relation}`;
    return {
      place,
      call: `CALL (${rows}) { UNWIND ${rows} AS ${one} ${unpacked} ${addedUp(writing, sum, inner)} AS ${place} }`,
    };
  });
  return [
    `CALL (${source.scope}) {`,
    ...matches,
    `WITH ${key} AS ${group}, ${count} AS number${sums.length > 0 ? `, collect(${row}) AS ${rows}` : ''}`,
    `ORDER BY ${order} LIMIT ${writing.value(grouping.limit)}`,
    ...totals.map(({ call }) => call),
    `RETURN collect({${[`key: ${group}`, 'number: number', ...totals.map(({ place }) => `${place}: ${place}`)].join(', ')}}) AS ${name}`,
    '}',
  ].join('\n');
}

/** The clauses that answer a list, and the map that holds the answer: { page, total, sums…, groups… }. */
function connection(
  writing: Writing,
  part: ConnectionPart,
  parent: string | null,
): { calls: string[]; answer: string } {
  const calls: string[] = [];
  const items: string[] = [];
  const add = (place: string, call: (name: string) => string) => {
    const name = writing.variable('a');
    calls.push(call(name));
    items.push(`${place}: ${name}`);
  };
  const { page } = part;
  if (page) add('page', (name) => pageCall(writing, part, page, parent, name));
  if (part.total) {
    add('total', (name) => {
      const { scope, match, where } = sourceOf(writing, part, parent);
      return [`CALL (${scope}) {`, `MATCH ${match}`, ...clause('WHERE', where), `RETURN count(*) AS ${name}`, '}'].join(
        '\n',
      );
    });
  }
  for (const [place, sum] of Object.entries(part.sums)) {
    add(place, (name) => {
      const source = sourceOf(writing, part, parent);
      return [
        `CALL (${source.scope}) {`,
        `MATCH ${source.match}`,
        ...clause('WHERE', source.where),
        `${addedUp(writing, sum, source)} AS ${name}`,
        '}',
      ].join('\n');
    });
  }
  for (const [place, grouping] of Object.entries(part.groups)) {
    add(place, (name) => groupCall(writing, part, grouping, parent, name));
  }
  return { calls, answer: `{${items.join(', ')}}` };
}

function question(writing: Writing, shape: Shape, parents: readonly string[], request: number): string {
  if (shape.kind === 'list') {
    const { calls, answer } = connection(writing, shape.part, null);
    return [...calls, `RETURN ${request} AS request, null AS parent, ${answer} AS answer`].join('\n');
  }
  const node = writing.variable('n');
  const roots = `UNWIND ${writing.value(parents)} AS parent\nMATCH (${node}:Entity {id: parent})`;
  if (shape.kind === 'relations') {
    const { calls, answer } = connection(writing, shape.part, node);
    return [roots, ...calls, `RETURN ${request} AS request, parent AS parent, ${answer} AS answer`].join('\n');
  }
  if (shape.kind === 'entities') {
    const { calls, map } = entityMap(writing, shape.node, node);
    const there = clause('WHERE', entityIsThere(writing, 'Entity', node));
    return [
      roots,
      ...there,
      ...calls,
      `RETURN ${request} AS request, parent AS parent, {page: [{node: ${map}}]} AS answer`,
    ].join('\n');
  }
  const claim = writing.variable('c');
  return [
    roots,
    `CALL (${node}) { MATCH (${node})-[:CLAIMED]->(${claim}:${CLAIM} {field: ${writing.value(shape.field)}})`,
    `WITH ${claim} ORDER BY ${claim}.position`,
    `RETURN collect({node: ${claim}{${shape.columns.map((c) => `.${c}`).join(', ')}}}) AS claims }`,
    `RETURN ${request} AS request, parent AS parent, {page: claims} AS answer`,
  ].join('\n');
}

/** One statement that answers several questions: rows { request, parent, answer }. */
export function compile(
  ontology: Ontology,
  questions: readonly { readonly shape: Shape; readonly parents: readonly Value[] }[],
  moment: Moment,
): Statement {
  const writing = new Writing(ontology, moment);
  const text = questions
    .map(({ shape, parents }, i) => question(writing, shape, parents as readonly string[], i))
    .join('\nUNION ALL\n');
  return { text, parameters: writing.parameters };
}

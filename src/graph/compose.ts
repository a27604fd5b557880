import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Parameters, Statement, Value } from './graph.ts';
import { CLAIM, RELATION_ID, typeLabel } from './storage.ts';

/**
 * The one place where Cypher is put together. Into a text go the names of the ontology and of storage columns,
 * never a value: equal shapes give equal texts, and what a client sent is a parameter.
 */

/** Where in an ordered list a page begins or ends: the values of the order's keys at that row. */
export type Position = readonly [name: string, id: string, relation: string];

export interface PageRange {
  /** How many rows to read, one more than the page has, to see whether it goes on. */
  readonly limit: number;
  readonly after: Position | null;
  readonly before: Position | null;
  /** Read from the end of the list. */
  readonly backward: boolean;
}

/** What is asked of the graph, free of how it is fetched. */
export type Shape =
  | { readonly kind: 'entities'; readonly columns: readonly string[] }
  | {
      readonly kind: 'list';
      readonly type: string;
      readonly columns: readonly string[];
      readonly page: PageRange | null;
      readonly total: boolean;
    }
  | {
      readonly kind: 'relations';
      /** Empty for all types. */
      readonly types: readonly string[];
      readonly direction: 'OUT' | 'IN' | 'BOTH';
      readonly target: string;
      readonly columns: readonly string[];
      readonly relationColumns: readonly string[];
      readonly page: PageRange | null;
      readonly total: boolean;
    }
  | { readonly kind: 'claims'; readonly field: string; readonly columns: readonly string[] };

const map = (variable: string, columns: readonly string[]) => `${variable}{${columns.map((c) => `.${c}`).join(', ')}}`;

const arrow = (direction: 'OUT' | 'IN' | 'BOTH', inside: string) =>
  direction === 'OUT' ? `-[${inside}]->` : direction === 'IN' ? `<-[${inside}]-` : `-[${inside}]-`;

/** The order of every list: by name, then id, then the relation's id, as one entity may be related twice. */
const keys = (related: boolean) => (related ? ['y.name', 'y.id', `r.${RELATION_ID}`] : ['y.name', 'y.id']);

/** Rows past a position: (name, id, relation) > position, spelled out as Cypher compares no tuples. */
function past(operator: '>' | '<', order: readonly string[], parameter: string): string {
  const alternatives = order.map((key, i) => {
    const equal = order.slice(0, i).map((k, j) => `${k} = ${parameter}[${j}]`);
    return [...equal, `${key} ${operator} ${parameter}[${i}]`].join(' AND ');
  });
  return `(${alternatives.join(' OR ')})`;
}

function pagePart(
  pattern: string,
  related: boolean,
  page: PageRange,
  row: string,
  i: number,
  parameters: Record<string, Value>,
) {
  const order = keys(related);
  const where: string[] = [];
  for (const side of ['after', 'before'] as const) {
    const position = page[side];
    if (!position) continue;
    parameters[`${side}${i}`] = position.slice(0, order.length);
    where.push(past(side === 'after' ? '>' : '<', order, `$${side}${i}`));
  }
  parameters[`limit${i}`] = page.limit;
  return [
    `MATCH ${pattern}`,
    ...(where.length > 0 ? [`WHERE ${where.join(' AND ')}`] : []),
    `WITH ${related ? 'r, y' : 'y'} ORDER BY ${order.map((key) => (page.backward ? `${key} DESC` : key)).join(', ')} LIMIT $limit${i}`,
    `RETURN collect(${row}) AS page`,
  ].join(' ');
}

/** A list and its total, each read only when asked for. */
function listed(
  scope: string,
  pattern: string,
  related: boolean,
  row: string,
  shape: { page: PageRange | null; total: boolean },
  i: number,
  parameters: Record<string, Value>,
) {
  const page = shape.page ? `CALL (${scope}) { ${pagePart(pattern, related, shape.page, row, i, parameters)} }` : '';
  const total = shape.total ? `CALL (${scope}) { MATCH ${pattern} RETURN count(*) AS total }` : '';
  return [
    page,
    total,
    `RETURN ${i} AS request, ${scope === '' ? 'null' : 'parent'} AS parent, ${shape.page ? 'page' : '[]'} AS page, ${shape.total ? 'total' : 'null'} AS total`,
  ]
    .filter(Boolean)
    .join('\n');
}

function branch(
  ontology: Ontology,
  shape: Shape,
  parents: readonly string[],
  i: number,
  parameters: Record<string, Value>,
): string {
  const label = (type: string) => {
    if (type !== ANY && !ontology.entity(type)) throw new Error(`${type} is no entity type of the ontology`);
    return typeLabel(type);
  };
  const known = (type: string) => {
    if (!ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
    return type;
  };
  const roots = `UNWIND $parents${i} AS parent\nMATCH (x:Entity {id: parent})`;
  if (shape.kind !== 'list') parameters[`parents${i}`] = parents;
  switch (shape.kind) {
    case 'entities':
      return `${roots}\nRETURN ${i} AS request, parent AS parent, [${map('x', shape.columns)}] AS page, null AS total`;
    case 'list':
      return listed('', `(y:${label(shape.type)})`, false, map('y', shape.columns), shape, i, parameters);
    case 'claims':
      parameters[`field${i}`] = shape.field;
      return `${roots}\nCALL (x) { MATCH (x)-[:CLAIMED]->(c:${CLAIM} {field: $field${i}}) WITH c ORDER BY c.position RETURN collect(${map('c', shape.columns)}) AS page }\nRETURN ${i} AS request, parent AS parent, page AS page, null AS total`;
    case 'relations': {
      const types = shape.types.length > 0 ? shape.types.map(known) : ontology.relations.map((r) => r.type);
      const pattern = `(x)${arrow(shape.direction, `r:${types.join('|')}`)}(y:${label(shape.target)})`;
      const column = (name: string) => `${name}: r.${name === 'id' ? RELATION_ID : name}`;
      const relation = `{${['type: type(r)', 'from: startNode(r).id', 'to: endNode(r).id', ...shape.relationColumns.map(column)].join(', ')}}`;
      const row = `{relation: ${relation}, node: ${map('y', shape.columns)}}`;
      return `${roots}\n${listed('x', pattern, true, row, shape, i, parameters)}`;
    }
  }
}

/** One statement that answers several requests: rows { request, parent, page, total }. */
export function composeRead(
  ontology: Ontology,
  requests: readonly { readonly shape: Shape; readonly parents: readonly string[] }[],
): Statement {
  const parameters: Record<string, Value> = {};
  const text = requests
    .map(({ shape, parents }, i) => branch(ontology, shape, parents, i, parameters))
    .join('\nUNION ALL\n');
  return { text, parameters };
}

/** Gives the entities of one type the label that Entente finds them by. */
export const composeTypeLabel = (ontology: Ontology, type: string): Statement => {
  if (!ontology.entity(type)) throw new Error(`${type} is not in the ontology`);
  return { text: `MATCH (n:Entity:${type})\nSET n:${typeLabel(type)}`, parameters: {} };
};

/** Creates or updates entities of one type. Rows: { id, properties }. */
export const composeWriteEntities = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => {
  if (!ontology.entity(type)) throw new Error(`${type} is not in the ontology`);
  return {
    text: `UNWIND $rows AS row\nMERGE (n:Entity {id: row.id})\nSET n:${type}:${typeLabel(type)}\nSET n += row.properties`,
    parameters: { rows },
  };
};

/** Creates or updates relations of one type. Rows: { id, from, to, properties }. */
export const composeWriteRelations = (ontology: Ontology, type: string, rows: readonly Parameters[]): Statement => {
  if (!ontology.relation(type)) throw new Error(`${type} is not in the ontology`);
  return {
    text: `UNWIND $rows AS row\nMATCH (a:Entity {id: row.from})\nMATCH (b:Entity {id: row.to})\nMERGE (a)-[r:${type} {${RELATION_ID}: row.id}]->(b)\nSET r += row.properties`,
    parameters: { rows },
  };
};

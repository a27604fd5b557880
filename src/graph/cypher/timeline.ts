import type { RelationDeclaration } from '../../ontology/declaration.ts';
import { ANY, idPrefix } from '../../ontology/ontology.ts';
import { FIRST, LAST } from '../../ontology/period.ts';
import { RELATION_ID } from '../encoding/names.ts';
import { columns } from '../encoding/values.ts';
import type { Filter, Step, TimelinePart } from '../query/query.ts';
import { isAmong } from './among.ts';
import { beginningOf, mayHaveBegun } from './beginnings.ts';
import { condition } from './conditions.ts';
import { type CypherBuilder, whereClause } from './cypher-builder.ts';
import { idOfRelation, inState, relationValues, stateOf } from './history.ts';
import { firstDay, orderBy, past } from './orders.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Dated facts in one order. They come from several kinds of rows: dates of entities, one per field, and periods of
 * relations. Each kind reads its own first rows after the cursor, and the page is cut from those together, so no more
 * rows are collected than a page of each kind.
 */

/** The keys of the order, which a cursor holds. */
export const POSITION = ['from', 'until', 'startBy', 'endFrom', 'edtf', 'entity', 'relation', 'field'] as const;

/** The most entities that a timeline of all entities reads; with more it has no result. */
export const LARGEST_WHOLE = 100_000;

/** One kind of rows: clauses that bind the holder of each fact's dates, its entity and its relation. */
interface DatedRows {
  readonly matches: readonly string[];
  /** The variables that the clauses bind. */
  readonly rows: readonly string[];
  readonly holder: string;
  /** The holder's date fields. */
  readonly fields: readonly string[];
  readonly entity: string;
  /** The variable of the entity, if the dates are its own. */
  readonly node: string | null;
  readonly relation: string | null;
}

const datesOf = (fields: Readonly<Record<string, { readonly kind: string }>>) =>
  Object.keys(fields).filter((name) => fields[name]?.kind === 'period');

/** A filter on ranks, which makes deprecated relations visible. */
const OF_ANY_RANK: Filter = { kind: 'exists', side: 'relation', column: 'rank', exists: true };

/** The condition that an entity is of the part's types. */
function isOfTypes(cypher: CypherBuilder, { types }: TimelinePart, node: string): string[] {
  if (types.length === 0) return [];
  const prefixes = types.map((type) => `${idPrefix(type)}:`);
  return [condition(cypher, { kind: 'prefix', prefixes }, { node, relation: null, near: null })];
}

/** The entities whose facts a timeline contains: clauses that collect them, and the list's variable. */
interface Scope {
  calls: string[];
  entities: string;
  /** An expression for how many entities are examined. */
  examined: string;
}

/** Collects the entities with these ids, and optionally their neighbours. */
function someEntities(cypher: CypherBuilder, part: TimelinePart, ids: readonly string[]): Scope {
  const [id, root, roots] = [cypher.variable('i'), cypher.variable('n'), cypher.variable('w')];
  const { around } = part;
  const idList = cypher.value(ids);
  const collectRoots = [
    'CALL () {',
    `UNWIND ${idList} AS ${id}`,
    `MATCH (${root}:${cypher.label(ANY)} {id: ${id}})`,
    ...whereClause([...entityIsVisible(cypher, ANY, root), ...(around ? [] : isOfTypes(cypher, part, root))]),
    `RETURN collect(DISTINCT ${root}) AS ${roots}`,
    '}',
  ].join('\n');
  if (!around) return { calls: [collectRoots], entities: roots, examined: '0' };
  const [from, relation] = [cypher.variable('n'), cypher.variable('r')];
  const [node, near] = [cypher.variable('n'), cypher.variable('w')];
  const [one, all] = [cypher.variable('n'), cypher.variable('w')];
  const step: Step = { types: [], direction: 'BOTH', target: ANY };
  const collectNeighbours = [
    `CALL (${roots}) {`,
    `UNWIND ${roots} AS ${from}`,
    `MATCH ${cypher.pattern(from, step, relation, node, false)}`,
    ...whereClause([`NOT ${node}.id IN ${idList}`, ...relationIsVisible(cypher, step, relation, node, null)]),
    `RETURN collect(DISTINCT ${node}) AS ${near}`,
    '}',
  ].join('\n');
  const collectBoth = [
    `CALL (${roots}, ${near}) {`,
    `UNWIND ${roots} + ${near} AS ${one}`,
    `WITH ${one}`,
    ...whereClause(isOfTypes(cypher, part, one)),
    `RETURN collect(${one}) AS ${all}`,
    '}',
  ].join('\n');
  return { calls: [collectRoots, collectNeighbours, collectBoth], entities: all, examined: '0' };
}

/** Collects all entities and counts them first; if there are too many, it collects none. */
function allEntities(cypher: CypherBuilder, part: TimelinePart): Scope {
  const [one, examined, go] = [cypher.variable('n'), cypher.variable('c'), cypher.variable('g')];
  const [node, entities] = [cypher.variable('n'), cypher.variable('w')];
  const label = cypher.label(part.types.length === 1 ? (part.types[0] ?? ANY) : ANY);
  const collectAll = [
    `CALL (${examined}) {`,
    `UNWIND CASE WHEN ${examined} > ${cypher.value(LARGEST_WHOLE)} THEN [] ELSE [1] END AS ${go}`,
    `MATCH (${node}:${label})`,
    ...whereClause([...entityIsVisible(cypher, ANY, node), ...isOfTypes(cypher, part, node)]),
    `RETURN collect(${node}) AS ${entities}`,
    '}',
  ].join('\n');
  const count = `CALL () { MATCH (${one}:${label}) RETURN count(${one}) AS ${examined} }`;
  return { calls: [count, collectAll], entities, examined };
}

class Timeline {
  readonly #cypher: CypherBuilder;
  readonly #part: TimelinePart;
  /** The variable of the list of entities. */
  readonly #entities: string;

  constructor(cypher: CypherBuilder, part: TimelinePart, entities: string) {
    this.#cypher = cypher;
    this.#part = part;
    this.#entities = entities;
  }

  /** The kinds of rows that facts come from. Each call binds new variables. */
  get kinds(): (() => DatedRows)[] {
    const { entities, relations } = this.#cypher.ontology;
    const { types } = this.#part;
    const included = entities.filter(({ name }) => types.length === 0 || types.includes(name));
    const own = [...new Set(included.flatMap(({ fields }) => datesOf(fields)))];
    const dated = relations.filter(({ properties }) => datesOf(properties).length > 0);
    return [
      ...(own.length > 0 ? [() => this.#datesOfEntities(own)] : []),
      ...(dated.length > 0 ? [() => this.#periodsOfRelations(dated)] : []),
    ];
  }

  #datesOfEntities(fields: readonly string[]): DatedRows {
    const cypher = this.#cypher;
    const node = cypher.variable('n');
    const state = stateOf(cypher, node);
    const entity = `${node}.id`;
    const begin = [`UNWIND ${this.#entities} AS ${node}`, `WITH ${node}`];
    if (state === node) return { matches: begin, rows: [node], holder: node, fields, entity, node, relation: null };
    const holder = cypher.variable('y');
    // The embedded engine can only continue from matched nodes, not from nodes of a list.
    const matches = [...begin, `MATCH (${node})`, `WITH ${node}, ${state} AS ${holder}`];
    return { matches, rows: [node, holder], holder, fields, entity, node, relation: null };
  }

  #periodsOfRelations(dated: readonly RelationDeclaration[]): DatedRows {
    const cypher = this.#cypher;
    const [node, relation] = [cypher.variable('n'), cypher.variable('r')];
    const [far, near] = [cypher.variable('n'), cypher.variable('k')];
    const fields = [...new Set(dated.flatMap(({ properties }) => datesOf(properties)))];
    const step: Step = { types: dated.map(({ type }) => type), direction: 'BOTH', target: ANY };
    const matches = [
      `UNWIND ${this.#entities} AS ${node}`,
      `MATCH ${cypher.pattern(node, step, relation, far, this.#part.deprecated)}`,
      ...whereClause([
        `(${fields.map((field) => `${relation}.${field} IS NOT NULL`).join(' OR ')})`,
        ...relationIsVisible(cypher, step, relation, far, this.#part.deprecated ? OF_ANY_RANK : null),
        ...(this.#part.far ? [isAmong(cypher, this.#part.far, `${far}.id`)] : []),
      ]),
      // A relation between two listed entities is one fact: that of the entity where it begins.
      `WITH ${relation}, max(CASE WHEN ${relation}.${RELATION_ID} STARTS WITH ${node}.id + '/' THEN '1' + ${node}.id ELSE '0' + ${node}.id END) AS ${near}`,
    ];
    const entity = `substring(${near}, 1)`;
    return { matches, rows: [relation, near], holder: relation, fields, entity, node: null, relation };
  }

  /** The clauses that leave one row per date, the variables of a row, the keys of its position, and its open bounds. */
  #dates(source: DatedRows, positions: (order: ReturnType<typeof ordered>) => readonly string[]) {
    const cypher = this.#cypher;
    const { asOf, certainty } = cypher.timeTravel;
    const { fields, holder, relation } = source;
    const columnsOf = (field: string) =>
      [...columns(field, 'period'), `${field}StartBy`, `${field}EndFrom`].map((column) => `${holder}.${column}`);
    // Building a list per row is the most expensive part, so only holders with several dates do it.
    const several = fields.length > 1 ? cypher.variable('d') : null;
    const lists = fields.map((field) => `['${field}', ${columnsOf(field).join(', ')}]`);
    const [field, edtf, startDay, endDay, startBy, endFrom] = (
      several ? [0, 1, 2, 3, 4, 5].map((i) => `${several}[${i}]`) : [`'${fields[0]}'`, ...columnsOf(fields[0] ?? '')]
    ) as [string, string, string, string, string, string];
    const start = `coalesce(${startDay}, ${cypher.value(FIRST)})`;
    const end = `coalesce(${endDay}, ${cypher.value(LAST)})`;
    const id = relation === null ? "''" : idOfRelation(cypher, relation);
    const position = [firstDay(cypher, startDay, endDay), end, startBy, endFrom, edtf, source.entity, id, field];
    const { from, until } = this.#part;
    const rows = [...source.rows, ...(several ? [several] : [])];
    const clauses = [
      ...source.matches,
      ...(several ? [`UNWIND [${lists.join(', ')}] AS ${several}`] : []),
      `WITH ${rows.join(', ')}`,
      ...whereClause([
        `${edtf} IS NOT NULL`,
        // A visible entity may have a date in the future of `asOf`.
        ...(relation === null && asOf !== null
          ? [`${certainty === 'CERTAIN' ? startBy : start} <= ${cypher.value(asOf)}`]
          : []),
        ...(until === null ? [] : [`${start} <= ${cypher.value(until)}`]),
        // Nothing about an entity is dated before it can have begun, unless its own dates say when that is.
        ...(until !== null && source.node !== null && cypher.ontology.isBounded(ANY)
          ? [dateMayBegin(cypher, source.node, until)]
          : []),
        ...(from === null ? [] : [`${end} >= ${cypher.value(from)}`]),
        ...positions(ordered(position)),
      ]),
    ];
    return { clauses, rows, position, bounds: [startDay, endDay] };
  }

  /** Reads the facts of one kind that can be on the page. */
  page(source: DatedRows, page: NonNullable<TimelinePart['page']>, name: string): string {
    const cypher = this.#cypher;
    const { clauses, rows, position, bounds } = this.#dates(source, (order) => [
      ...(page.after ? [past(cypher, order, page.after, 'after')] : []),
      ...(page.before ? [past(cypher, order, page.before, 'before')] : []),
    ]);
    const values = source.relation ? relationValues(cypher, source.relation, this.#part.relationColumns) : [];
    return [
      `CALL (${this.#entities}) {`,
      ...clauses,
      `WITH ${rows.join(', ')} ORDER BY ${orderBy(ordered(position), page.backward)} LIMIT ${cypher.value(page.limit)}`,
      `RETURN collect([${[...position, ...bounds, ...values].join(', ')}]) AS ${name}`,
      '}',
    ].join('\n');
  }

  total(source: DatedRows, name: string): string {
    return [
      `CALL (${this.#entities}) {`,
      ...this.#dates(source, () => []).clauses,
      `RETURN count(*) AS ${name}`,
      '}',
    ].join('\n');
  }
}

/** Of two dates with equal bounds, the more precise one comes first: the one that begins sooner and ends later. */
const ordered = (keys: readonly string[]) =>
  keys.map((text, i) => ({ text, nullable: false, descending: POSITION[i] === 'endFrom' }));

/** The clauses that read a timeline, and its result: a list of entities read, page and total (see row-decoder.ts). */
export function timeline(cypher: CypherBuilder, part: TimelinePart): { calls: string[]; result: string } {
  const { page, of } = part;
  const { calls, entities, examined } = of === null ? allEntities(cypher, part) : someEntities(cypher, part, of);
  const line = new Timeline(cypher, part, entities);
  const { kinds } = line;
  const add = (call: (name: string) => string) => {
    const name = cypher.variable('a');
    calls.push(call(name));
    return name;
  };
  let rows = 'null';
  if (page) {
    const pages = kinds.map((rowsOf) => add((name) => line.page(rowsOf(), page, name)));
    rows = add((name) => {
      const fact = cypher.variable('f');
      const keys = ordered(POSITION.map((_key, i) => `${fact}[${i}]`));
      const order = `ORDER BY ${orderBy(keys, page.backward)} LIMIT ${cypher.value(page.limit)}`;
      return `CALL (${pages.join(', ')}) {\nUNWIND ${pages.join(' + ') || '[]'} AS ${fact}\nWITH ${fact} ${order}\nRETURN collect(${fact}) AS ${name}\n}`;
    });
  }
  const totals = part.total ? kinds.map((rowsOf) => add((name) => line.total(rowsOf(), name))) : [];
  return { calls, result: `[${examined}, ${rows}, ${totals.join(' + ') || '0'}]` };
}

/** The condition that what announces an entity allows dates up to a day; an own beginning after that day stands for itself. */
function dateMayBegin(cypher: CypherBuilder, node: string, day: string): string {
  const later = inState(
    cypher,
    node,
    (holder) => `coalesce(${beginningOf(cypher, ANY, holder, 'Start')} > ${cypher.value(day)}, false)`,
  );
  return `(${later} OR ${mayHaveBegun(cypher, ANY, node, day)})`;
}

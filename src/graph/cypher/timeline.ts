import type { RelationDeclaration } from '../../ontology/declaration.ts';
import { ANY, idPrefix } from '../../ontology/ontology.ts';
import { FIRST, LAST } from '../../ontology/period.ts';
import type { Filter, Step, TimelinePart } from '../query/query.ts';
import { columns, RELATION_ID } from '../storage/encoding.ts';
import { condition } from './conditions.ts';
import type { CypherBuilder } from './cypher-builder.ts';
import { idOfRelation, relationValues, stateOf } from './history.ts';
import { orderBy, past } from './orders.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Dated facts in one order. They lie in several kinds of rows: own dates of entities, one for each field, and periods of
 * relations. Each kind finds its own first rows after a place, and the page is taken out of those; so nothing is
 * collected that the page can't hold.
 */

/** What a fact is placed by, in this order; a cursor holds it. */
export const POSITION = ['from', 'until', 'startBy', 'endFrom', 'edtf', 'entity', 'relation', 'field'] as const;

/** How many entities the facts of all are looked for in; beyond it there is no answer. */
export const LARGEST_WHOLE = 100_000;

/** A kind of rows: the clauses that give each fact's holder of dates, its entity and its relation. */
interface Source {
  readonly found: readonly string[];
  /** The variables that the clauses leave. */
  readonly rows: readonly string[];
  readonly holder: string;
  /** The names of its dates. */
  readonly fields: readonly string[];
  readonly entity: string;
  readonly relation: string | null;
}

const where = (conditions: readonly string[]) =>
  conditions.length > 0 ? [`WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}`] : [];

const datesOf = (fields: Readonly<Record<string, { readonly kind: string }>>) =>
  Object.keys(fields).filter((name) => fields[name]?.kind === 'period');

/** A filter that speaks of ranks, and so finds deprecated statements as well. */
const OF_ANY_RANK: Filter = { kind: 'stated', side: 'relation', column: 'rank', stated: true };

/** Whether an entity is of the types that are asked for. */
function fits(cypher: CypherBuilder, { types }: TimelinePart, node: string): string[] {
  if (types.length === 0) return [];
  const prefixes = types.map((type) => `${idPrefix(type)}:`);
  return [condition(cypher, { kind: 'prefix', prefixes }, { node, relation: null })];
}

/** The clauses that gather the entities whose facts are asked for, and the list of them. */
function given(
  cypher: CypherBuilder,
  part: TimelinePart,
  ids: readonly string[],
): { calls: string[]; set: string; looked: string } {
  const [id, root, roots] = [cypher.variable('i'), cypher.variable('n'), cypher.variable('w')];
  const { around } = part;
  const asked = cypher.value(ids);
  const rooted = [
    'CALL () {',
    `UNWIND ${asked} AS ${id}`,
    `MATCH (${root}:${cypher.label(ANY)} {id: ${id}})`,
    ...where([...entityIsVisible(cypher, ANY, root), ...(around ? [] : fits(cypher, part, root))]),
    `RETURN collect(DISTINCT ${root}) AS ${roots}`,
    '}',
  ].join('\n');
  if (!around) return { calls: [rooted], set: roots, looked: '0' };
  const [from, relation] = [cypher.variable('n'), cypher.variable('r')];
  const [node, near] = [cypher.variable('n'), cypher.variable('w')];
  const [one, all] = [cypher.variable('n'), cypher.variable('w')];
  const step: Step = { types: [], direction: 'BOTH', target: ANY };
  const reached = [
    `CALL (${roots}) {`,
    `UNWIND ${roots} AS ${from}`,
    `MATCH ${cypher.pattern(from, step, relation, node, false)}`,
    ...where([`NOT ${node}.id IN ${asked}`, ...relationIsVisible(cypher, step, relation, node, null)]),
    `RETURN collect(DISTINCT ${node}) AS ${near}`,
    '}',
  ].join('\n');
  const both = [
    `CALL (${roots}, ${near}) {`,
    `UNWIND ${roots} + ${near} AS ${one}`,
    `WITH ${one}`,
    ...where(fits(cypher, part, one)),
    `RETURN collect(${one}) AS ${all}`,
    '}',
  ].join('\n');
  return { calls: [rooted, reached, both], set: all, looked: '0' };
}

/** As given, for all entities, and how many have to be gone through. Where they are too many, none is looked at. */
function whole(cypher: CypherBuilder, part: TimelinePart): { calls: string[]; set: string; looked: string } {
  const [one, looked, go] = [cypher.variable('n'), cypher.variable('c'), cypher.variable('g')];
  const [node, set] = [cypher.variable('n'), cypher.variable('w')];
  const label = cypher.label(part.types.length === 1 ? (part.types[0] ?? ANY) : ANY);
  const gathered = [
    `CALL (${looked}) {`,
    `UNWIND CASE WHEN ${looked} > ${cypher.value(LARGEST_WHOLE)} THEN [] ELSE [1] END AS ${go}`,
    `MATCH (${node}:${label})`,
    ...where([...entityIsVisible(cypher, ANY, node), ...fits(cypher, part, node)]),
    `RETURN collect(${node}) AS ${set}`,
    '}',
  ].join('\n');
  return { calls: [`CALL () { MATCH (${one}:${label}) RETURN count(${one}) AS ${looked} }`, gathered], set, looked };
}

class Timeline {
  readonly #writing: CypherBuilder;
  readonly #part: TimelinePart;
  /** The list of entities whose facts are asked for. */
  readonly #set: string;
  constructor(cypher: CypherBuilder, part: TimelinePart, set: string) {
    this.#writing = cypher;
    this.#part = part;
    this.#set = set;
  }

  /** The kinds of rows that facts lie in. */
  get sources(): (() => Source)[] {
    const { entities, relations } = this.#writing.ontology;
    const { types } = this.#part;
    const asked = entities.filter(({ name }) => types.length === 0 || types.includes(name));
    const own = [...new Set(asked.flatMap(({ fields }) => datesOf(fields)))];
    const dated = relations.filter(({ properties }) => datesOf(properties).length > 0);
    return [
      ...(own.length > 0 ? [() => this.#own(own)] : []),
      ...(dated.length > 0 ? [() => this.#related(dated)] : []),
    ];
  }

  #own(fields: readonly string[]): Source {
    const cypher = this.#writing;
    const node = cypher.variable('n');
    const state = stateOf(cypher, node);
    const entity = `${node}.id`;
    const begin = [`UNWIND ${this.#set} AS ${node}`, `WITH ${node}`];
    if (state === node) return { found: begin, rows: [node], holder: node, fields, entity, relation: null };
    const holder = cypher.variable('y');
    // The embedded engine goes on from what it has matched, and not from what was in a list.
    const found = [...begin, `MATCH (${node})`, `WITH ${node}, ${state} AS ${holder}`];
    return { found, rows: [node, holder], holder, fields, entity, relation: null };
  }

  #related(dated: readonly RelationDeclaration[]): Source {
    const cypher = this.#writing;
    const [node, relation] = [cypher.variable('n'), cypher.variable('r')];
    const [far, near] = [cypher.variable('n'), cypher.variable('k')];
    const fields = [...new Set(dated.flatMap(({ properties }) => datesOf(properties)))];
    const step: Step = { types: dated.map(({ type }) => type), direction: 'BOTH', target: ANY };
    const found = [
      `UNWIND ${this.#set} AS ${node}`,
      `MATCH ${cypher.pattern(node, step, relation, far, this.#part.deprecated)}`,
      ...where([
        fields.map((field) => `${relation}.${field} IS NOT NULL`).join(' OR '),
        ...relationIsVisible(cypher, step, relation, far, this.#part.deprecated ? OF_ANY_RANK : null),
      ]),
      // A relation between two of them is one fact, and stands at its beginning, with which its id begins.
      `WITH ${relation}, max(CASE WHEN ${relation}.${RELATION_ID} STARTS WITH ${node}.id + '/' THEN '1' + ${node}.id ELSE '0' + ${node}.id END) AS ${near}`,
    ];
    return { found, rows: [relation, near], holder: relation, fields, entity: `substring(${near}, 1)`, relation };
  }

  /** The clauses that leave a row for each date, the variables of a row, its place, and its bounds as they are. */
  #dates(source: Source, positions: (order: ReturnType<typeof ordered>) => readonly string[]) {
    const cypher = this.#writing;
    const { asOf } = cypher.timeTravel;
    const { fields, holder, relation } = source;
    const columnsOf = (field: string) =>
      [...columns(field, 'period'), `${field}StartBy`, `${field}EndFrom`].map((column) => `${holder}.${column}`);
    // A list for each row costs more than all else, so it is made only where there are several dates in one.
    const several = fields.length > 1 ? cypher.variable('d') : null;
    const lists = fields.map((field) => `['${field}', ${columnsOf(field).join(', ')}]`);
    const [field, edtf, startDay, endDay, startBy, endFrom] = (
      several ? [0, 1, 2, 3, 4, 5].map((i) => `${several}[${i}]`) : [`'${fields[0]}'`, ...columnsOf(fields[0] ?? '')]
    ) as [string, string, string, string, string, string];
    const start = `coalesce(${startDay}, ${cypher.value(FIRST)})`;
    const end = `coalesce(${endDay}, ${cypher.value(LAST)})`;
    const id = relation === null ? "''" : idOfRelation(cypher, relation);
    const place = [start, end, startBy, endFrom, edtf, source.entity, id, field];
    const { from, until } = this.#part;
    const rows = [...source.rows, ...(several ? [several] : [])];
    const clauses = [
      ...source.found,
      ...(several ? [`UNWIND [${lists.join(', ')}] AS ${several}`] : []),
      `WITH ${rows.join(', ')}`,
      ...where([
        `${edtf} IS NOT NULL`,
        // An entity that was there may have a date that was to come.
        ...(relation === null && asOf !== null ? [`${start} <= ${cypher.value(asOf)}`] : []),
        ...(until === null ? [] : [`${start} <= ${cypher.value(until)}`]),
        ...(from === null ? [] : [`${end} >= ${cypher.value(from)}`]),
        ...positions(ordered(place)),
      ]),
    ];
    return { clauses, rows, place, bounds: [startDay, endDay] };
  }

  /** The facts of a kind that a page can hold. */
  page(source: Source, page: NonNullable<TimelinePart['page']>, name: string): string {
    const cypher = this.#writing;
    const { clauses, rows, place, bounds } = this.#dates(source, (order) => [
      ...(page.after ? [past(cypher, order, page.after, 'after')] : []),
      ...(page.before ? [past(cypher, order, page.before, 'before')] : []),
    ]);
    const values = source.relation ? relationValues(cypher, source.relation, this.#part.relationColumns) : [];
    return [
      `CALL (${this.#set}) {`,
      ...clauses,
      `WITH ${rows.join(', ')} ORDER BY ${orderBy(ordered(place), page.backward)} LIMIT ${cypher.value(page.limit)}`,
      `RETURN collect([${[...place, ...bounds, ...values].join(', ')}]) AS ${name}`,
      '}',
    ].join('\n');
  }

  total(source: Source, name: string): string {
    return [`CALL (${this.#set}) {`, ...this.#dates(source, () => []).clauses, `RETURN count(*) AS ${name}`, '}'].join(
      '\n',
    );
  }
}

/** Of two dates with the same bounds the more precise one comes first: that which must begin sooner, and end later. */
const ordered = (keys: readonly string[]) =>
  keys.map((text, i) => ({ text, nullable: false, descending: POSITION[i] === 'endFrom' }));

/** The clauses that answer a timeline, and the list that holds the answer: entities looked at, page, total (see answer.ts). */
export function timeline(cypher: CypherBuilder, part: TimelinePart): { calls: string[]; answer: string } {
  const { page, of } = part;
  const { calls, set, looked } = of === null ? whole(cypher, part) : given(cypher, part, of);
  const line = new Timeline(cypher, part, set);
  const { sources } = line;
  const add = (call: (name: string) => string) => {
    const name = cypher.variable('a');
    calls.push(call(name));
    return name;
  };
  let rows = 'null';
  if (page) {
    const pages = sources.map((source) => add((name) => line.page(source(), page, name)));
    rows = add((name) => {
      const fact = cypher.variable('f');
      const keys = ordered(POSITION.map((_key, i) => `${fact}[${i}]`));
      const order = `ORDER BY ${orderBy(keys, page.backward)} LIMIT ${cypher.value(page.limit)}`;
      return `CALL (${pages.join(', ')}) {\nUNWIND ${pages.join(' + ') || '[]'} AS ${fact}\nWITH ${fact} ${order}\nRETURN collect(${fact}) AS ${name}\n}`;
    });
  }
  const totals = part.total ? sources.map((source) => add((name) => line.total(source(), name))) : [];
  return { calls, answer: `[${looked}, ${rows}, ${totals.join(' + ') || '0'}]` };
}

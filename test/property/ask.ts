import fc from 'fast-check';
import type { Facts } from '../../src/ontology/facts.ts';
import type { Ontology } from '../../src/ontology/ontology.ts';
import { World } from './evaluate.ts';
import { one } from './facts.ts';
import { acrossFields, type Grouping, groupArguments, groupingOf, orderArgument } from './groups.ts';
import { type Listed, orderOf, summedIn, whereOf } from './questions.ts';
import type { Given } from './values.ts';

/** A query: a list, what to read of it, and how to page through it. */
export interface Question extends Listed {
  /** The entity that the list starts from; null for a root list. */
  readonly parent: string | null;
  readonly where: Given | null;
  readonly orderBy: readonly Given[] | null;
  readonly grouping: Grouping;
  readonly size: number;
  readonly backward: boolean;
  readonly date: string | null;
  /** Whether it asks for what is certain on the date. */
  readonly isSure: boolean;
}

/**
 * Queries of every root list and every relation field of the ontology. If possible they start from entities whose list
 * is not empty, as empty lists are right whatever the implementation does.
 */
export function questionOf(ontology: Ontology, facts: Facts): fc.Arbitrary<Question> {
  const world = new World(facts, ontology);
  const roots = ontology.entities.map(({ name }) => ({ type: name, step: null, parents: [null] }));
  const below = ontology.entities.flatMap(({ name }) =>
    ontology.relationFields(name).map((step) => {
      const all = facts.entities.filter(({ type }) => type === name).map(({ id }) => id);
      const parents = all.filter((id) => world.far(id, step, null).length > 0);
      return { type: step.target, step, parents: parents.length > 0 ? parents : all };
    }),
  );
  // Relations with properties of their own are drawn more often, as there is more to query.
  const weighted = below.flatMap((list) => Array(Object.keys(list.step.relation.properties).length * 2 + 1).fill(list));
  return fc
    .oneof({ weight: 2, arbitrary: one(roots) }, { weight: 3, arbitrary: one<(typeof below)[number]>(weighted) })
    .chain((list) => fc.option(one(DATES_ASKED), { nil: null, freq: 2 }).map((date) => ({ ...list, date })))
    .chain(({ parents, date, ...listed }) =>
      fc
        .record({
          type: fc.constant(listed.type),
          step: fc.constant(listed.step),
          parent: one<string | null>(parents),
          filters: fc.option(fc.array(whereOf(ontology, listed, 2, date !== null), { minLength: 1, maxLength: 12 }), {
            nil: null,
            freq: 6,
          }),
          isSharp: fc.boolean(),
          orderBy: fc.option(orderOf(ontology, listed, date !== null), { nil: null, freq: 4 }),
          grouping: groupingOf(ontology, listed, date !== null),
          size: fc.integer({ min: 1, max: 3 }),
          backward: fc.boolean(),
          date: fc.constant(date),
          isSure: date === null ? fc.constant(false) : fc.boolean(),
        })
        .map(({ filters, isSharp, ...question }): Question => {
          const [first = null] = filters ?? [];
          const unfiltered = { ...question, where: first };
          return {
            ...question,
            where: (isSharp && filters?.find((where) => splits(facts, ontology, { ...unfiltered, where }))) || first,
          };
        }),
    );
}

/** Whether a filter keeps some rows of a list and drops others. Most random filters don't, and would find few errors. */
function splits(facts: Facts, ontology: Ontology, { type, step, parent, where, date, isSure }: Question): boolean {
  const world = new World(facts, ontology, date, isSure);
  const rows = step ? world.far(parent ?? '', step, where) : world.all(type);
  const kept = rows.filter((row) => where && world.meets(row, where, type));
  return kept.length > 0 && kept.length < rows.length;
}

/** Before, within and after the dates in the facts; of a longer one, its last day counts. */
const DATES_ASKED = ['2021', '2022-11-14', '2022-11-15', '2022-11', '2022', '2023-02', '2024-03-01'];

/** The query in GraphQL, with variables. Totals, sums and groups are selected with the first page only. */
export function queryOf(
  ontology: Ontology,
  { type, step, parent, grouping, backward, date, isSure }: Question,
  isFirst: boolean,
) {
  const sums = summedIn(ontology, { type, step })
    .map((of) => `${of}: sum(of: ${of}) { amount currency approximate }`)
    .join(' ');
  const by = groupArguments(grouping);
  const whole = `totalCount certainCount ${sums} groupCount(${by}) sharedCount(${by})
    groups(${by}, first: 500${orderArgument(grouping)}) { keys { key entity { id } } count ${sums} ${acrossFields(grouping)} }`;
  const page = backward ? 'last: $size, before: $cursor' : 'first: $size, after: $cursor';
  const list = `(where: $where, orderBy: $orderBy, ${page}) {
    ${isFirst ? whole : ''}
    edges { cursor certain ${step ? 'id' : ''} node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
  const plural = ontology.entity(type)?.plural;
  const field = step
    ? `of: node(id: "${parent}") { ... on ${ontology.typeOfId(parent ?? '')?.name} { list: ${step.name}${list} } }`
    : `list: ${plural}${list}`;
  const counted = isFirst && grouping.where ? `, $counted: ${type}RelatedWhere` : '';
  return `query ($where: ${type}Where, $orderBy: [${type}Order!], $size: Int, $cursor: String${counted})
    ${date ? `@asOf(date: "${date}", certainty: ${isSure ? 'CERTAIN' : 'POSSIBLE'})` : ''} { ${field} }`;
}

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { EntityFact, Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { mentions } from '../../src/recording/mentions.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import { World } from './evaluate.ts';
import { factsOf, one } from './facts.ts';
import { DATES } from './pools.ts';
import { constant } from './questions.ts';
import { daysOf, orderedDay } from './values.ts';

const ontology = createOntology();
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

const RECORDED = '2026-01-01T00:00:00.000Z';
const CORRECTED = '2026-03-01T00:00:00.000Z';
const KNOWN = { before: '2026-02-01T00:00:00.000Z', after: '2026-04-01T00:00:00.000Z' };

interface Question {
  readonly of: readonly string[] | null;
  readonly around: boolean;
  readonly types: readonly string[] | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly deprecated: boolean;
  readonly date: string | null;
  readonly isSure: boolean;
  readonly known: string | null;
  readonly size: number;
  readonly backward: boolean;
}

/** Gives each fact the values of the next one of its type: a correction that is recorded later. */
function corrected(facts: Facts): Facts {
  const next = <T extends { readonly type: string }>(all: readonly T[], one: T): T => {
    const kin = all.filter(({ type }) => type === one.type);
    return kin[(kin.indexOf(one) + 1) % kin.length] ?? one;
  };
  return {
    entities: facts.entities.map((entity) => withClaims(entity, next(facts.entities, entity).claims)),
    relations: facts.relations.map((relation) => {
      const { values, rank } = next(facts.relations, relation);
      return { ...relation, values, rank };
    }),
  };
}

/** Claims cite the entity's own sources, so that a correction does not change what documents mention. */
const withClaims = (entity: EntityFact, claims: EntityFact['claims']): EntityFact => ({
  ...entity,
  claims: Object.fromEntries(
    Object.entries(claims).map(([field, said]) => [
      field,
      said.slice(0, 1).map(({ value }) => ({ value, rank: 'NORMAL', sources: entity.sources }) as const),
    ]),
  ),
});

/** The whole timeline, evaluated over all facts by the descriptions of the arguments. */
function timelineOf(facts: Facts, asked: Question): unknown[] {
  const world = new World(facts, ontology, asked.date, asked.isSure);
  const day = asked.date && daysOf(asked.date).e1;
  const byId = new Map(facts.entities.map((entity) => [entity.id, entity]));
  const isThere = (id: string) => {
    const entity = byId.get(id);
    return entity !== undefined && world.isThere(entity);
  };
  const holds = (relation: RelationFact) => isThere(relation.from) && isThere(relation.to) && world.holds(relation);
  const set = new Set((asked.of ?? [...byId.keys()]).filter(isThere));
  if (asked.around) {
    const roots = new Set(set);
    for (const { from, to, rank } of facts.relations.filter(holds)) {
      if (rank === 'DEPRECATED') continue;
      if (roots.has(from)) set.add(to);
      if (roots.has(to)) set.add(from);
    }
  }
  const fits = (id: string) => set.has(id) && (asked.types?.includes(byId.get(id)?.type.toUpperCase() ?? '') ?? true);
  const found: { edtf: string; field: string; entity: string; relation: RelationFact | null }[] = [];
  for (const { id, type, claims } of facts.entities.filter((entity) => fits(entity.id))) {
    for (const [field, { kind }] of Object.entries(ontology.entity(type)?.fields ?? {})) {
      const value = claims[field]?.[0]?.value as { edtf: string } | undefined;
      if (kind !== 'period' || !value || (day !== null && daysOf(value.edtf)[asked.isSure ? 's1' : 's0'] > day))
        continue;
      const entity = byId.get(id);
      if (asked.to && entity && !world.mayHaveBegunBy(entity, daysOf(asked.to).e1)) continue;
      found.push({ edtf: value.edtf, field, entity: id, relation: null });
    }
  }
  for (const relation of facts.relations.filter(holds)) {
    const [end] = [relation.from, relation.to].filter(fits);
    if (end === undefined || (relation.rank === 'DEPRECATED' && !asked.deprecated)) continue;
    for (const [field, { kind }] of Object.entries(ontology.relation(relation.type)?.properties ?? {})) {
      const value = relation.values[field] as { edtf: string } | undefined;
      if (kind === 'period' && value) found.push({ edtf: value.edtf, field, entity: end, relation });
    }
  }
  const lowest = asked.from ? daysOf(asked.from).s0 : '';
  const highest = asked.to ? daysOf(asked.to).e1 : 'z';
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  return found
    .map((fact) => ({ ...fact, days: daysOf(fact.edtf) }))
    .filter(({ days }) => days.e1 >= lowest && days.s0 <= highest)
    .sort(
      (a, b) =>
        order(orderedDay(a.edtf), orderedDay(b.edtf)) ||
        order(a.days.e1, b.days.e1) ||
        order(a.days.s1, b.days.s1) ||
        order(b.days.e0, a.days.e0) ||
        order(a.edtf, b.edtf) ||
        order(a.entity, b.entity) ||
        order(a.relation?.id ?? '', b.relation?.id ?? '') ||
        order(a.field, b.field),
    )
    .map(({ edtf, field, entity, relation }) => ({
      field: constant(field),
      period: { edtf },
      entity: { id: entity, name: expect.any(String) },
      relation: relation && {
        id: relation.id,
        type: relation.type,
        rank: relation.rank,
        direction: relation.from === entity ? 'OUT' : 'IN',
        // What follows from the dates of documents follows from the present ones (decision 047).
        certain:
          asked.known === KNOWN.before
            ? expect.any(Boolean)
            : world.isCertain({
                entity: byId.get(relation.from === entity ? relation.to : relation.from) as EntityFact,
                relation,
              }),
        period: relation.values.period ? { edtf: (relation.values.period as { edtf: string }).edtf } : null,
        from: { id: relation.from },
        node: { id: relation.from === entity ? relation.to : relation.from, name: expect.any(String) },
      },
    }));
}

function questionOf(facts: Facts): fc.Arbitrary<Question> {
  const ids = [...facts.entities.map(({ id }) => id), 'event:nowhere'];
  const types = ontology.entities.map(({ name }) => name.toUpperCase());
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });
  return fc
    .record({
      of: fc.option(fc.array(one(ids), { minLength: 1, maxLength: 4 }), { nil: null, freq: 5 }),
      around: fc.boolean(),
      types: maybe(fc.uniqueArray(one(types), { minLength: 1, maxLength: 3 })),
      from: maybe(one(DATES)),
      to: maybe(one(DATES)),
      deprecated: fc.boolean(),
      date: maybe(one(DATES)),
      isSure: fc.boolean(),
      known: maybe(one(Object.values(KNOWN))),
      size: one([1, 2, 3, 7, 40]),
      backward: fc.boolean(),
    })
    .map((asked) => ({ ...asked, isSure: asked.isSure && asked.date !== null && asked.known !== KNOWN.before }))
    .filter(({ from, to }) => from === null || to === null || daysOf(from).s0 <= daysOf(to).e1);
}

async function ask(server: ReturnType<typeof serverOver>, question: Question, length: number) {
  const { date, isSure, known, size, backward, ...asked } = question;
  const directive =
    date || known
      ? `@asOf(date: ${JSON.stringify(date)}, certainty: ${isSure ? 'CERTAIN' : 'POSSIBLE'}, known: ${JSON.stringify(known)})`
      : '';
  const query = `query ($of: [ID!], $around: Boolean!, $types: [EntityType!], $from: String, $to: String, $deprecated: Boolean!,
      $size: Int, $cursor: String) ${directive} {
    timeline(of: $of, around: $around, types: $types, from: $from, to: $to, deprecated: $deprecated,
        ${backward ? 'last: $size, before' : 'first: $size, after'}: $cursor) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { field period { edtf } entity { id name } relation {
        id type rank direction certain period { edtf } from { id } node { id name } } } } } }`;
  const facts: unknown[] = [];
  let cursor: string | null = null;
  // One page more than the list can have, so that endless paging shows as a list that is too long.
  for (let page = 0; page <= length / size + 1; page += 1) {
    const answer: any = await server(query, { ...asked, size, cursor });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { edges, pageInfo, totalCount } = answer.data.timeline;
    expect(totalCount).toBe(length);
    expect(edges.length).toBeLessThanOrEqual(size);
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      edges[0]?.cursor ?? null,
      edges.at(-1)?.cursor ?? null,
    ]);
    expect(pageInfo[backward ? 'hasNextPage' : 'hasPreviousPage']).toBe(page > 0);
    facts.splice(backward ? 0 : facts.length, 0, ...edges.map((edge: any) => edge.node));
    if (!pageInfo[backward ? 'hasPreviousPage' : 'hasNextPage']) break;
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
  return facts;
}

/** Random facts, recorded and then corrected, with queries of each state. */
export function checkTimelines(engine: string, open: () => Graph | Promise<Graph>, sets: number, questions: number) {
  const seed = number('ENTENTE_PROPERTY_SEED', 20261124);
  const worlds = fc.sample(factsOf(ontology), { numRuns: number('ENTENTE_PROPERTY_SETS', sets), seed });
  describe.each(worlds.map((facts, i) => ({ facts, i })))(
    `timelines match the evaluator: ${engine}, facts $i`,
    (world) => {
      const { facts, i } = world;
      const before: Facts = {
        ...facts,
        entities: facts.entities.map((entity) => withClaims(entity, entity.claims)),
      };
      const after = corrected(before);
      const all = (some: Facts): Facts => ({ ...some, relations: [...some.relations, ...mentions(some)] });
      const [then, now] = [all(before), all(after)];
      let graph: Graph;
      beforeAll(async () => {
        graph = await open();
        await prepareLayout(graph, ontology);
        await fillEmpty(graph, ontology, before, new Date(RECORDED));
        await record(graph, ontology, after, { recordedAt: new Date(CORRECTED), restate: true });
      });
      afterAll(() => graph.close());

      test('random queries, paged from both ends', async () => {
        const server = serverOver(graph, ontology);
        const property = fc.asyncProperty(questionOf(facts), async (question) => {
          const expected = timelineOf(question.known === KNOWN.before ? then : now, question);
          expect(await ask(server, question, expected.length)).toEqual(expected);
        });
        await fc.assert(property, { numRuns: number('ENTENTE_PROPERTY_QUESTIONS', questions), seed: seed + i });
      }, 3_600_000);
    },
  );
}

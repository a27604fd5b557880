import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { mentions } from '../../src/recording/mentions.ts';
import { serverOver } from '../support/served.ts';
import { World } from './evaluate.ts';
import { factsOf, one } from './facts.ts';
import { compare } from './values.ts';

/** `neighborhood` and `related` by the specification, evaluated over all relations. */

const ontology = createOntology();
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

interface Asked {
  readonly of: readonly string[];
  readonly depth: number;
  readonly relations: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly limit: number;
  readonly date: string | null;
}

const typeOf = (id: string) => ontology.typeOfId(id)?.name ?? '';
const preference = ({ rank }: RelationFact) => (rank === 'PREFERRED' ? 0 : 1);
/** Sources as written: duplicates count once. */
const support = ({ sources }: RelationFact) =>
  new Set(sources.map(({ document, locator, stated }) => `${document} ${locator} ${stated}`)).size;

/** Compares lists by their first difference. */
const by =
  <T>(...keys: ((item: T) => string | number)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const difference = compare(key(a), key(b));
      if (difference !== 0) return difference;
    }
    return 0;
  };

/** The relations of an entity with their far ends. */
const around = (relations: readonly RelationFact[], id: string) =>
  relations.flatMap((relation) =>
    relation.from === id
      ? [{ relation, far: relation.to }]
      : relation.to === id
        ? [{ relation, far: relation.from }]
        : [],
  );

function pictureOf(world: World, { of, depth, relations: wanted, types, limit }: Asked) {
  const all = world.relations().filter(({ type }) => (wanted ?? ontology.connecting).includes(type));
  const isWanted = (id: string) => types?.includes(typeOf(id).toUpperCase()) ?? true;
  const levels: string[][] = [[...new Set(of)].filter((id) => world.entity(id))];
  const shown = () => levels.flat();
  const ties: string[] = [];
  for (let level = 0; level < depth; level += 1) {
    const last = levels.at(-1) ?? [];
    const reached = last.flatMap((near) =>
      around(all, near)
        .filter(({ far }) => isWanted(far) && !shown().includes(far))
        .map((row) => ({ ...row, near })),
    );
    const candidates = [...new Set(reached.map(({ far }) => far))].map((id) => {
      const rows = reached.filter(({ far }) => far === id);
      return {
        id,
        ties: new Set(rows.map(({ near }) => near)).size,
        preference: Math.min(...rows.map(({ relation }) => preference(relation))),
        support: Math.max(...rows.map(({ relation }) => support(relation))),
        kind: rows.map(({ relation }) => relation.type).sort(compare)[0] ?? '',
        via: rows.map(({ relation }) => relation.id).sort(compare)[0] ?? '',
      };
    });
    type Candidate = (typeof candidates)[number];
    const better = [(c: Candidate) => -c.ties, (c: Candidate) => c.preference, (c: Candidate) => -c.support];
    const inKind = (c: Candidate) =>
      candidates
        .filter(({ kind }) => kind === c.kind)
        .sort(by(...better, ({ id }) => id))
        .indexOf(c);
    const next = candidates.sort(by(...better, inKind, ({ id }) => id)).slice(0, limit - shown().length);
    levels.push(next.map(({ id }) => id));
    ties.push(...next.map(({ via }) => via));
  }
  const entities = shown();
  const inside = all
    .filter(({ from, to }) => entities.includes(from) && entities.includes(to))
    .sort(
      by(
        (r) => (ties.includes(r.id) ? 0 : 1),
        preference,
        (r) => -support(r),
        ({ id }) => id,
      ),
    );
  const kept = inside.slice(0, 5 * limit);
  const relations = kept.map(({ id }) => id);
  const isCertain = (relation: RelationFact) =>
    [relation.from, relation.to].every((id) => {
      const entity = world.entity(id);
      return entity !== undefined && world.isCertain({ entity, relation });
    });
  const gone = levels.slice(0, depth).flat();
  const truncated = entities.flatMap((entity) => {
    const rows = around(all, entity).filter(({ far }) => isWanted(far));
    return [...new Set(rows.map(({ relation }) => relation.type))].sort(compare).flatMap((relationType) => {
      const list = rows
        .filter(({ relation }) => relation.type === relationType)
        .sort(
          by(
            ({ relation }) => preference(relation),
            ({ relation }) => -support(relation),
            ({ far }) => far,
            ({ relation }) => relation.id,
          ),
        );
      const left = list.filter(
        ({ relation, far }) => !relations.includes(relation.id) && (gone.includes(entity) || entities.includes(far)),
      );
      if (left.length === 0) return [];
      const rest = list.slice(list.findIndex((row) => left.includes(row)));
      return {
        entity: { id: entity },
        relationType,
        omitted: left.length,
        reason: left.some(({ far }) => !entities.includes(far)) ? 'LIMIT' : 'RELATIONS',
        isBegun: rest.length < list.length,
        rest: rest.map(({ relation }) => relation.id),
      };
    });
  });
  return { entities, relations: kept.map((one) => ({ id: one.id, certain: isCertain(one) })), truncated };
}

const PICTURE = `(
    $of: [ID!]!, $depth: Int!, $relations: [RelationType!], $types: [EntityType!], $limit: Int!) DATE {
  neighborhood(of: $of, depth: $depth, relations: $relations, types: $types, limit: $limit) {
    entities { id } relations { id certain } truncated { entity { id } relationType omitted reason after } } }`;
const GOING_ON = `($id: ID!, $types: [RelationType!], $after: String) DATE {
  node(id: $id) { ... on Entity { relations(types: $types, first: 2, after: $after) {
    edges { id } pageInfo { hasNextPage endCursor } } } } }`;
const RELATED = `($to: ID!, $type: EntityType, $relations: [RelationType!], $first: Int, $last: Int, $after: String, $before: String) DATE {
  related(to: $to, type: $type, relations: $relations, first: $first, last: $last, after: $after, before: $before) { totalCount neighbours counted
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { score sharedCount node { id } shared(first: 500) { degree weight entity { id } relations { id direction } otherRelations { id direction } } } } }`;
const dated = (query: string, date: string | null) =>
  `query ${query.replace('DATE', date ? `@asOf(date: "${date}")` : '')}`;

async function drawn(server: ReturnType<typeof serverOver>, { date, ...asked }: Asked) {
  const { data, errors } = await server(dated(PICTURE, date), { ...asked });
  if (errors) throw new Error(JSON.stringify(errors));
  const { entities, relations, truncated } = data.neighborhood;
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  const cuts = [];
  for (const { after, ...cut } of truncated) {
    const rest: string[] = [];
    for (let cursor = after, goesOn = true; goesOn; ) {
      const variables = { id: cut.entity.id, types: [cut.relationType], after: cursor };
      // From its first page, the list is the entity's own: it has its own order and no entity types.
      if (cursor === null) break;
      const answer = await server(dated(GOING_ON, date), variables);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      const { edges, pageInfo } = answer.data.node.relations;
      rest.push(...ids(edges));
      cursor = pageInfo.endCursor;
      goesOn = pageInfo.hasNextPage && rest.length < 1000;
    }
    cuts.push({ ...cut, isBegun: after !== null, rest });
  }
  return { entities: ids(entities), relations, truncated: cuts };
}

const asked = (facts: Facts): fc.Arbitrary<Asked> => {
  const ids = facts.entities.map(({ id }) => id);
  const some = (all: readonly string[]) =>
    fc.option(fc.uniqueArray(one(all), { minLength: 1, maxLength: Math.ceil(all.length / 2) }), { nil: null });
  return fc
    .record({
      of: fc.array(one([...ids, 'minister:nobody']), { minLength: 1, maxLength: 6 }),
      depth: fc.integer({ min: 1, max: 4 }),
      relations: some(ontology.relations.map(({ type }) => type)),
      types: some(ontology.entities.map(({ name }) => name.toUpperCase())),
      limit: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 40 })),
      date: fc.option(one(['2021', '2022-11', '2023-02', '2024-03-01']), { nil: null, freq: 2 }),
    })
    .map((question) => ({ ...question, limit: Math.max(question.limit, new Set(question.of).size) }));
};

function kinOf(world: World, to: string, type: string | null, wanted: readonly string[] | null) {
  if (!world.entity(to)) return null;
  const all = world
    .relations()
    .filter(({ from, to, type }) => from !== to && (wanted ?? ontology.connecting).includes(type));
  const near = (id: string) => [...new Set(around(all, id).map(({ far }) => far))];
  const between = (id: string, other: string) =>
    around(all, id)
      .filter(({ far }) => far === other)
      .sort(
        by(
          ({ relation }) => preference(relation),
          ({ relation }) => -support(relation),
          ({ relation }) => relation.id,
        ),
      )
      .map(({ relation }) => ({ id: relation.id, direction: relation.from === id ? 'OUT' : 'IN' }));
  const degree = new Map(
    world
      .relations()
      .flatMap(({ from, to }) => [from, to])
      .map((id) => [id, near(id).length]),
  );
  const neighbours = near(to).sort(
    by(
      (id) => degree.get(id) ?? 0,
      (id) => id,
    ),
  );
  const others = new Set(neighbours.flatMap(near).filter((id) => id !== to));
  const rows = [...others]
    .filter((id) => type === null || typeOf(id).toUpperCase() === type)
    .map((id) => {
      const shared = neighbours.filter((neighbour) => neighbour !== id && near(id).includes(neighbour));
      return {
        node: { id },
        // Added in the order in which they are listed.
        score: shared.reduce((sum, neighbour) => sum + 1 / Math.log(degree.get(neighbour) ?? 0), 0),
        sharedCount: shared.length,
        shared: shared.map((neighbour) => ({
          degree: degree.get(neighbour),
          weight: 1 / Math.log(degree.get(neighbour) ?? 0),
          entity: { id: neighbour },
          relations: between(to, neighbour),
          otherRelations: between(id, neighbour),
        })),
      };
    })
    .sort(
      by(
        (row) => -row.score,
        ({ node }) => node.id,
      ),
    );
  return { neighbours: neighbours.length, rows };
}

async function relatedTo(
  server: ReturnType<typeof serverOver>,
  asked: { to: string; type: string | null; relations: readonly string[] | null },
  date: string | null,
  backward: boolean,
) {
  const rows: unknown[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = backward ? { last: 7, before: cursor } : { first: 7, after: cursor };
    const answer: any = await server(dated(RELATED, date), { ...asked, ...page });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const { related } = answer.data;
    if (related === null) return null;
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = related.pageInfo;
    const [begun, goesOn] = backward ? [hasNextPage, hasPreviousPage] : [hasPreviousPage, hasNextPage];
    expect(begun).toBe(cursor !== null);
    expect(related.counted).toBe(related.neighbours);
    rows.splice(backward ? 0 : rows.length, 0, ...related.edges);
    if (!goesOn) {
      expect(related.totalCount).toBe(rows.length);
      return { neighbours: related.neighbours, rows };
    }
    cursor = backward ? startCursor : endCursor;
  }
}

/** Random facts, with neighborhoods and related entities in each set of them. */
export function checkAround(engine: string, open: () => Graph | Promise<Graph>, sets: number, questions: number): void {
  const seed = number('ENTENTE_PROPERTY_SEED', 20261124);
  const numRuns = number('ENTENTE_PROPERTY_QUESTIONS', questions);
  const worlds = fc.sample(factsOf(ontology), { numRuns: number('ENTENTE_PROPERTY_SETS', sets), seed });
  describe.each(worlds.map((facts, i) => ({ facts, i })))(
    `neighborhoods and related entities match the evaluator: ${engine}, facts $i`,
    ({ facts, i }) => {
      const all: Facts = { ...facts, relations: [...facts.relations, ...mentions(facts)] };
      let graph: Graph;
      let server: ReturnType<typeof serverOver>;
      beforeAll(async () => {
        graph = await open();
        await prepareLayout(graph, ontology);
        await fillEmpty(graph, ontology, facts, new Date(0));
        server = serverOver(graph, ontology);
      });
      afterAll(() => graph.close());

      test('neighborhoods, and where their lists continue', async () => {
        const property = fc.asyncProperty(asked(facts), async (question) => {
          const expected = pictureOf(new World(all, ontology, question.date), question);
          const truncated = expected.truncated.map((cut) => (cut.isBegun ? cut : { ...cut, rest: [] }));
          expect(await drawn(server, question)).toEqual({ ...expected, truncated });
        });
        await fc.assert(property, { numRuns, seed: seed + i });
      }, 3_600_000);

      test('related entities', async () => {
        const property = fc.asyncProperty(asked(facts), async ({ of: [to = ''], types, date, relations, depth }) => {
          const [type = null] = types ?? [];
          const expected = kinOf(new World(all, ontology, date), to, type, relations);
          expect(await relatedTo(server, { to, type, relations }, date, depth > 2)).toEqual(expected);
        });
        await fc.assert(property, { numRuns, seed: seed + i });
      }, 3_600_000);
    },
  );
}

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { constantCase } from '../../src/constant-case.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { EntityFact, RelationFact } from '../../src/ontology/facts.ts';
import { ANY, createOntology, idPrefix, relationId } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { TopologyCache } from '../../src/traverse/topology-cache.ts';
import { bareEntity } from '../support/bare.js';
import { PATIENCE } from '../support/patience.ts';
import { serverOver } from '../support/served.ts';
import { World as Evaluated } from './evaluate.ts';

const ontology = createOntology();
const SEED = 20261124;
/** The times at which the two states of each world are recorded. */
const [FIRST, SECOND] = [new Date('2020-01-01T00:00:00Z'), new Date('2022-01-01T00:00:00Z')];
const YEARS = [2018, 2019, 2020, 2021];

/** A small graph in an earlier and the current state. Its ids begin with its own name. */
interface World {
  readonly entities: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
}
interface Worlds {
  readonly before: World;
  readonly now: World;
}

interface Question {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly maxLength: number;
  readonly first: number;
  readonly through: readonly string[] | null;
  readonly avoid: readonly string[] | null;
  readonly relations: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly date: number | null;
  readonly known: 'before' | 'now' | null;
}

const year = fc.option(fc.constantFrom(...YEARS), { nil: null });
const periodOf = (value: number | null) =>
  value === null ? null : { edtf: `${value}`, start: `${value}-01-01`, end: `${value}-12-31` };

/** Entities and relations at two times; `late` ones exist only at the second. */
const entityOf = (world: string, i: number) =>
  fc
    .record({
      type: fc.constantFrom(...ontology.entities.map(({ name }) => name)),
      late: fc.integer({ min: 0, max: 9 }),
      years: fc.tuple(year, year),
    })
    .map(({ type, late, years }) => {
      const id = `${idPrefix(type)}:${world}-${i}`;
      const dated = ontology.entity(type)?.begins?.at(-1);
      const state = (value: number | null): EntityFact =>
        bareEntity(type, id, {
          claims:
            dated && value !== null
              ? { [dated]: [{ value: periodOf(value) as never, rank: 'NORMAL', sources: [] }] }
              : {},
        });
      return { id, type, late: late === 0, states: years.map(state) as [EntityFact, EntityFact] };
    });

const rank = fc.constantFrom('NORMAL', 'NORMAL', 'PREFERRED', 'DEPRECATED') as fc.Arbitrary<RelationFact['rank']>;
const relationOf = (entities: readonly { id: string; type: string; late: boolean }[]) =>
  fc
    .record({
      // Low numbers are drawn more often, so that there are hubs.
      a: fc.integer({ min: 0, max: entities.length ** 2 - 1 }),
      b: fc.integer({ min: 0, max: entities.length - 1 }),
      kind: fc.nat(),
      key: fc.constantFrom(undefined, undefined, 'again'),
      late: fc.integer({ min: 0, max: 5 }),
      states: fc.tuple(fc.record({ rank, year }), fc.record({ rank, year })),
    })
    .map(({ a, b, kind, key, late, states }) => {
      const from = entities[Math.floor(Math.sqrt(a))];
      const to = entities[b];
      if (!from || !to || from.id === to.id) return null;
      const ends = [
        [from, to],
        [to, from],
      ] as const;
      const fitting = ends.flatMap(([one, other]) =>
        ontology.relations
          .filter(({ ends }) => ends.some((e) => e.from === one.type && [ANY, other.type].includes(e.to)))
          .map((declared) => ({ declared, from: one.id, to: other.id })),
      );
      const chosen = fitting[kind % fitting.length];
      if (!chosen) return null;
      const { declared } = chosen;
      const id = relationId(chosen.from, declared.type, chosen.to, key);
      const state = ({ rank, year }: (typeof states)[0]): RelationFact => ({
        id,
        type: declared.type,
        from: chosen.from,
        to: chosen.to,
        values: declared.properties.period && year !== null ? { period: periodOf(year) as never } : {},
        rank,
        sources: [],
      });
      return {
        id,
        late: late === 0 || from.late || to.late,
        states: states.map(state) as [RelationFact, RelationFact],
      };
    });

const worldOf = (name: string): fc.Arbitrary<Worlds> =>
  fc
    .integer({ min: 2, max: 11 })
    .chain((size) => fc.tuple(...Array.from({ length: size }, (_, i) => entityOf(name, i))))
    .chain((entities) =>
      fc
        .array(relationOf(entities), { minLength: entities.length, maxLength: 4 * entities.length })
        .map((drawn): Worlds => {
          const relations = [...new Map(drawn.flatMap((one) => (one ? [[one.id, one] as const] : []))).values()];
          const at = (state: 0 | 1): World => ({
            entities: entities.filter(({ late }) => state === 1 || !late).map(({ states }) => states[state]),
            relations: relations.filter(({ late }) => state === 1 || !late).map(({ states }) => states[state]),
          });
          return { before: at(0), now: at(1) };
        }),
    );

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 1 });
const questionOf = (ids: readonly string[]): fc.Arbitrary<Question> => {
  const some = (maxLength: number, minLength = 1) => fc.uniqueArray(fc.constantFrom(...ids), { minLength, maxLength });
  const any = fc.record({
    from: some(3),
    to: some(3),
    maxLength: fc.integer({ min: 0, max: 7 }),
    first: fc.constantFrom(1, 2, 3, 5, 20, 100),
    through: optional(some(2)),
    avoid: optional(some(2, 0)),
    relations: optional(
      fc.uniqueArray(fc.constantFrom(...ontology.relations.map(({ type }) => type)), { minLength: 12, maxLength: 21 }),
    ),
    types: optional(
      fc.uniqueArray(fc.constantFrom(...ontology.entities.map(({ name }) => constantCase(name))), { minLength: 3 }),
    ),
    date: optional(fc.constantFrom(...YEARS)),
    known: optional(fc.constantFrom('before', 'now')),
  });
  // The most common query, and the one that a cached topology serves: between two entities, now.
  const plain = { through: null, avoid: null, types: null, date: null, known: null };
  return fc.oneof(
    any,
    fc.tuple(any, some(1), some(1)).map(([question, from, to]) => ({ ...question, ...plain, from, to })),
  );
};

type Ask = ReturnType<typeof serverOver>;

/** All simple paths by exhaustive search, in the order of the specification. */
function expected({ before, now }: Worlds, question: Question) {
  const { maxLength, first, through, avoid, relations, types, date } = question;
  const { entities, relations: all } = question.known === 'before' ? before : now;
  const day = `${date}-12-31`;
  const began = (fact: { claims?: any; values?: any }) => {
    const period = fact.values?.period ?? Object.values<any>(fact.claims ?? {})[0]?.[0]?.value;
    return date === null || !period || period.start <= day;
  };
  const lasts = ({ type, values }: RelationFact) =>
    date === null ||
    ontology.relation(type)?.lasting !== 'state' ||
    !values.period ||
    (values.period as any).end >= day;
  const then = new Evaluated({ entities, relations: all }, ontology, date === null ? null : `${date}-12-31`);
  const there = new Set(entities.filter((e) => then.isThere(e) && !avoid?.includes(e.id)).map(({ id }) => id));
  const walked = all.filter(
    (r) => r.rank !== 'DEPRECATED' && began(r) && lasts(r) && (relations ?? ontology.connecting).includes(r.type),
  );
  const degree = (id: string) =>
    now.relations.filter(
      (r) => r.rank !== 'DEPRECATED' && ontology.connecting.includes(r.type) && (r.from === id || r.to === id),
    ).length;
  const allowed = (id: string) => types?.includes(constantCase(ontology.typeOfId(id)?.name ?? '')) ?? true;

  /** Relations of one type between two entities: a step and its alternatives. */
  const parallel = (one: string, other: string, type: string) =>
    walked
      .filter((r) => r.type === type && [r.from, r.to].includes(one) && [r.from, r.to].includes(other))
      .map(({ id }) => id)
      .sort();
  const typeOf = (id: string) => walked.find((r) => r.id === id)?.type ?? '';

  const found: { nodes: readonly string[]; steps: readonly string[]; hubs: number }[] = [];
  const walk = (nodes: readonly string[], steps: readonly string[]) => {
    const last = nodes.at(-1) as string;
    const inner = nodes.slice(1, -1);
    if (question.to.includes(last) && (through ?? []).every((id) => nodes.includes(id))) {
      found.push({ nodes, steps, hubs: inner.reduce((sum, id) => sum + degree(id), 0) });
    }
    if (steps.length === maxLength || (nodes.length > 1 && !allowed(last))) return;
    for (const { id, from, to, type } of walked) {
      const next = from === last ? to : to === last ? from : null;
      if (next === null || !there.has(next) || nodes.includes(next)) continue;
      if (parallel(last, next, type)[0] === id) walk([...nodes, next], [...steps, id]);
    }
  };
  for (const id of question.from) if (there.has(id)) walk([id], []);
  const compared = (a: readonly string[], b: readonly string[]) => {
    const i = a.findIndex((one, at) => one !== b[at]);
    return i < 0 ? 0 : (a[i] as string) < (b[i] as string) ? -1 : 1;
  };
  found.sort(
    (a, b) =>
      a.steps.length - b.steps.length || a.hubs - b.hubs || compared(a.nodes, b.nodes) || compared(a.steps, b.steps),
  );
  type Found = (typeof found)[number];
  const isPost = (id: string | undefined, body: string | undefined) =>
    all.some((r) => r.id === id && r.to === body && r.type === 'HOLDS_OFFICE');
  const wayOf = ({ nodes, steps }: Found) =>
    nodes
      .map((id, i) => {
        const isInner = i > 0 && i < steps.length;
        return `${typeOf(steps[i - 1] ?? '')} ${isInner && (isPost(steps[i - 1], id) || isPost(steps[i], id)) ? '*' : id}`;
      })
      .join(' ');
  /** Paths that go the same way are one; the search looks at twice as many until there are enough. */
  const ways = (most: number): Found[][] => {
    const groups = new Map<string, Found[]>();
    for (const one of found.slice(0, most)) groups.set(wayOf(one), [...(groups.get(wayOf(one)) ?? []), one]);
    const [last, longest] = [[...groups.values()].at(-1)?.[0], found.slice(0, most).at(-1)];
    const mayGoOn = last && wayOf(last).includes('*') && longest?.steps.length === last.steps.length;
    const isEnough = groups.size > first || (groups.size === first && !mayGoOn);
    return isEnough || found.length < most || most >= 1600 ? [...groups.values()] : ways(2 * most);
  };
  const joined = ways(first);
  const paths = joined.slice(0, first).flatMap(([one]) => one ?? []);
  const also = joined.map((group) => group.slice(1));
  const last = paths.at(-1)?.steps.length ?? 0;
  return {
    outcome: paths.length > 0 ? 'FOUND' : 'EXHAUSTED',
    searched: joined.length >= first ? (last === 0 ? null : last - 1) : maxLength,
    paths: paths.map(({ nodes, steps }, at) => ({
      length: steps.length,
      alternatives: also[at]?.map((other) => ({ hops: other.nodes.slice(1).map((id) => ({ to: { id } })) })),
      hops: steps.map((step, i) => {
        const [one, other] = [nodes[i] as string, nodes[i + 1] as string];
        const stated = (id: string) => ({ id, direction: id.startsWith(`${one}/`) ? 'OUT' : 'IN' });
        return {
          relation: stated(step),
          alternatives: parallel(one, other, typeOf(step)).slice(1).map(stated),
          from: { id: one },
          to: { id: other },
        };
      }),
    })),
  };
}

const WHEN = {
  before: '2021-01-01T00:00:00Z',
  now: '2023-01-01T00:00:00Z',
};
const queryOf = ({ date, known }: Question) => {
  const given = [
    ...(date === null ? [] : [`date: "${date}-12-31"`]),
    ...(known === null ? [] : [`known: "${WHEN[known]}"`]),
  ];
  return `query ($from: [ID!]!, $to: [ID!]!, $maxLength: Int, $first: Int, $through: [ID!], $avoid: [ID!], $relations: [RelationType!], $types: [EntityType!])
    ${given.length > 0 ? `@asOf(${given.join(', ')})` : ''} {
    paths(from: $from, to: $to, maxLength: $maxLength, first: $first, through: $through, avoid: $avoid, relations: $relations, types: $types) {
      outcome searched paths { length alternatives { hops { to { id } } } hops { relation { id direction } alternatives { id direction } from { id } to { id } } }
    } }`;
};

/** Random small graphs in one database, each queried several times and compared with an exhaustive search. */
export function checkPaths(
  engine: string,
  open: () => Graph | Promise<Graph>,
  sizes: { readonly worlds: number; readonly questions: number },
): void {
  const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
  const count = number('ENTENTE_PATH_WORLDS', sizes.worlds);
  describe(`paths match an exhaustive search: ${engine}`, () => {
    const worlds = Array.from({ length: count }, (_, i) => {
      const [world] = fc.sample(worldOf(`w${i}`), { numRuns: 1, seed: SEED + i });
      return world as Worlds;
    });
    let graph: Graph;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      for (const [state, at] of [
        ['before', FIRST],
        ['now', SECOND],
      ] as const) {
        for (let from = 0; from < count; from += 500) {
          const part = worlds.slice(from, from + 500).map((world) => world[state]);
          const facts = { entities: part.flatMap((w) => w.entities), relations: part.flatMap((w) => w.relations) };
          await record(graph, ontology, facts, { recordedAt: at, restate: true });
        }
      }
    });
    afterAll(() => graph.close());

    test(`${count} random graphs`, async () => {
      const topology = new TopologyCache(graph, ontology);
      await topology.read();
      expect(topology.current).not.toBeNull();
      const [stepwise, kept] = [null, topology].map((one) => serverOver(graph, ontology, PATIENCE, one)) as [Ask, Ask];
      let found = 0;
      for (const [i, world] of worlds.entries()) {
        const ids = world.now.entities.map(({ id }) => id);
        const property = fc.asyncProperty(questionOf(ids), async (question) => {
          const right = expected(world, question);
          for (const ask of [stepwise, kept]) {
            expect(await ask(queryOf(question), { ...question })).toEqual({ data: { paths: right } });
          }
          if (right.paths.some(({ length }) => length > 1)) found += 1;
        });
        await fc.assert(property, { numRuns: sizes.questions, seed: SEED + i });
      }
      expect(found).toBeGreaterThan((count * sizes.questions) / 20);
    }, 3_600_000);
  });
}

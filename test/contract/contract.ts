import { describe, expect, test } from 'vitest';
import { statement } from '../../src/graph/cypher/statements.ts';
import type { Graph, Parameters, UnitOfWork } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { isWhole } from '../support/extent.ts';
import { type Answered, counted, serverOver } from '../support/served.ts';

const ontology = createOntology();

/**
 * Names in their order, without case and by code points: ASCII, accents, Hangul, a full-width letter, and an emoji, which
 * is beyond 16 bits. One name occurs twice.
 */
const names = ['Zeta', 'alpha', 'Alpha', 'Éclair', '반도체', '\u{1f600}', 'Same', 'Same', '\uff5e'];
const facts = checkFacts(
  [
    readDataFile(
      'contract.yaml',
      JSON.stringify({
        entente: 1,
        entities: [
          { id: 'document:d', names: [{ text: 'Doc', language: 'en' }], sources: [{ document: 'document:d' }] },
          { id: 'event:hub', names: [{ text: 'Hub', language: 'en' }], sources: [{ document: 'document:d' }] },
          ...names.map((text, i) => ({
            id: `area:a${i}`,
            names: [{ text, language: 'en' }],
            sources: [{ document: 'document:d' }],
          })),
        ],
        relations: names.flatMap((_text, i) => [
          {
            type: 'DISCUSSED',
            from: 'event:hub',
            to: `area:a${i}`,
            note: `n${i}`,
            sources: [{ document: 'document:d', paragraphs: [i + 1] }],
          },
          ...(i === 0
            ? [
                {
                  type: 'DISCUSSED',
                  from: 'event:hub',
                  to: 'area:a0',
                  key: 'again',
                  sources: [{ document: 'document:d' }],
                },
              ]
            : []),
        ]),
      }),
    ),
  ],
  ontology,
);
/** The rows of all pages in order: by name, then id, then relation. */
const inOrder = [
  'area:a1',
  'area:a2',
  'area:a6',
  'area:a7',
  'area:a0',
  'area:a0',
  'area:a3',
  'area:a4',
  'area:a8',
  'area:a5',
];

export interface Engine {
  /** A graph on an empty database. */
  open(): Promise<Graph> | Graph;
  /** Another graph on the database that `open` opened last, like that of a second server. */
  again?(): Promise<Graph> | Graph;
}

const run = (unit: UnitOfWork, text: string, parameters: Parameters = {}) => unit.run({ text, parameters });

/** The contract of every engine. */
export function contract(engine: string, { open, again }: Engine): void {
  describe(`contract: ${engine}`, () => {
    async function filled(): Promise<{
      graph: Graph;
      ask: (query: string, variables?: Record<string, unknown>) => Promise<Answered>;
    }> {
      const graph = await open();
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, facts.facts, new Date(0));
      return { graph, ask: serverOver(graph, ontology) };
    }

    test('writing the same facts again changes nothing', async () => {
      const { graph, ask } = await filled();
      const query = '{ areas { totalCount } event(id: "event:hub") { areas { totalCount } documents { totalCount } } }';
      const before = await ask(query);
      await record(graph, ontology, facts.facts, { recordedAt: new Date(0), restate: true });
      expect(await ask(query)).toEqual(before);
      expect(before.data).toEqual({
        areas: { totalCount: 9 },
        event: { areas: { totalCount: 10 }, documents: { totalCount: 1 } },
      });
      await graph.close();
    });

    test.each([1, 2, 3, 7, 50])(
      'walking a list %i at a time gives each edge once, forwards and backwards',
      async (size) => {
        const { graph, ask } = await filled();
        const walk = async (forward: boolean) => {
          const found: string[] = [];
          let cursor: string | null = null;
          for (;;) {
            const [count, place] = forward ? ['first', 'after'] : ['last', 'before'];
            const query = `query ($n: Int, $c: String) { event(id: "event:hub") { areas(${count}: $n, ${place}: $c) {
            nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
            const { data }: Answered = await ask(query, { n: size, c: cursor });
            const { nodes, pageInfo } = data.event.areas;
            const ids = nodes.map((n: { id: string }) => n.id);
            if (forward) found.push(...ids);
            else found.unshift(...ids);
            if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
            cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
          }
        };
        expect(await walk(true)).toEqual(inOrder);
        expect(await walk(false)).toEqual(inOrder);
        await graph.close();
      },
    );

    test('lists stay in order while entities are added and renamed, one or many at a time', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology);
      const named = new Map<string, string>();
      const rows = (order: 'ASC' | 'DESC') => {
        const sorted = [...named].sort(([a, x], [b, y]) => (x < y ? -1 : x > y ? 1 : a < b ? -1 : 1));
        const down = [...named].sort(([a, x], [b, y]) => (x > y ? -1 : x < y ? 1 : a < b ? -1 : 1));
        return (order === 'ASC' ? sorted : down).map(([id]) => id);
      };
      // The steps, equal in each run: how many entities are written, and how far their new names are from the old ones.
      for (const [step, size] of [40, 1, 1, 3, 0, 1, 2, 30, 1, 1].entries()) {
        const written = Array.from({ length: size }, (_, i) => `area:x${(step * 7 + i * 3) % 60}`);
        for (const [i, id] of written.entries()) named.set(id, `n${(step * 31 + i * 17) % 10}`);
        const text = JSON.stringify({
          entente: 1,
          entities: [
            { id: 'document:d', names: [{ text: 'Doc', language: 'en' }], sources: [{ document: 'document:d' }] },
            ...new Set(written),
          ].map((id) =>
            typeof id === 'string'
              ? { id, names: [{ text: named.get(id), language: 'en' }], sources: [{ document: 'document:d' }] }
              : id,
          ),
        });
        const { facts: read, problems } = checkFacts([readDataFile('step.yaml', text)], ontology);
        expect(problems).toEqual([]);
        await record(graph, ontology, read, { recordedAt: new Date(step), restate: true });
        // A statement without `changes`.
        if (step === 5) {
          named.set('area:x0', 'm');
          await graph.write((unit) =>
            run(unit, "MATCH (n:Entity {id: 'area:x0'}) SET n.name = 'm', n.nameFolded = 'm'"),
          );
        }
        for (const order of ['ASC', 'DESC'] as const) {
          const query = `query ($after: String) { areas(orderBy: [{ name: ${order} }], first: 25, after: $after) { nodes { id } pageInfo { endCursor } } }`;
          const first = (await ask(query)).data.areas;
          const second = (await ask(query, { after: first.pageInfo.endCursor })).data.areas;
          expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(rows(order).slice(0, 50));
        }
      }
      await graph.close();
    });

    test('only an engine that is the sole writer numbers the states of its graph', async () => {
      const { graph } = await filled();
      const before = graph.version();
      expect(before === null).toBe(graph.capabilities.sharedDatabase.supported);
      await graph.read((unit) => run(unit, 'MATCH (n:Entity) RETURN count(n) AS number'));
      expect(graph.version()).toBe(before);
      await graph.write((unit) => run(unit, "MATCH (n:Entity {id: 'area:a0'}) SET n.summary = 's'"));
      if (before !== null) expect(graph.version()).toBe(before + 1);
      await graph.close();
    });

    test('a unit of work that fails leaves nothing behind', async () => {
      const { graph } = await filled();
      const count = async () => (await graph.read((unit) => unit.run(statement('count-entities'))))[0]?.total;
      const before = await count();
      const failing = graph.write(async (unit) => {
        await unit.run({ text: "MERGE (n:Entity {id: 'area:half'})", parameters: {} });
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await count()).toBe(before);
      await graph.close();
    });

    test('sent statements take effect in order, and later reads see all of them', async () => {
      const graph = await open();
      const append = (text: string) => ({
        text: "MERGE (n:Entity {id: 'area:sent'}) SET n.summary = coalesce(n.summary, '') + $text",
        parameters: { text },
      });
      const summary = { text: "MATCH (n:Entity {id: 'area:sent'}) RETURN n.summary AS summary", parameters: {} };
      const within = await graph.write(async (unit) => {
        for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await unit.send(append(text));
        const [row] = await unit.run(summary);
        for (const text of ['h', 'i']) await unit.send(append(text));
        return row?.summary;
      });
      expect(within).toBe('abcdefg');
      expect((await graph.read((unit) => unit.run(summary)))[0]?.summary).toBe('abcdefghi');
      await graph.close();
    });

    test.each([0, 1, 9])(
      'when a sent statement fails with %i after it, the unit fails and leaves nothing behind',
      async (more) => {
        const { graph } = await filled();
        const count = async () => (await graph.read((unit) => unit.run(statement('count-entities'))))[0]?.total;
        const before = await count();
        const made = (at: number) => ({ text: 'MERGE (n:Entity {id: $id})', parameters: { id: `area:${at}-more` } });
        const failing = graph.write(async (unit) => {
          await unit.send(made(0));
          await unit.send({ text: 'UNWIND [1, 0] AS n RETURN 1 / n AS quotient', parameters: {} });
          for (let at = 1; at <= more; at += 1) await unit.send(made(at));
          if (more > 0) await unit.run(made(0));
        });
        // Rather than the failures that follow from it.
        await expect(failing).rejects.toThrow(/zero/i);
        expect(await count()).toBe(before);
        await graph.close();
      },
    );

    test('once its signal aborts, a call fails with the reason and sends nothing more', async () => {
      const { graph } = await filled();
      const abort = new AbortController();
      let after = false;
      const work = graph.read(
        async (unit) => {
          await unit.run({ text: 'RETURN 1 AS one', parameters: {} });
          abort.abort(new Error('the deadline'));
          await unit.run({ text: 'RETURN 2 AS two', parameters: {} });
          after = true;
        },
        { signal: abort.signal },
      );
      await expect(work).rejects.toThrow('the deadline');
      expect(after).toBe(false);
      await graph.close();
    });

    test('texts are returned unchanged', async () => {
      const { graph } = await filled();
      const texts = ['a\0b', '\u{1f600}', '\u202eabc', '`"\'\\u0060 //', '반도체'];
      const rows = await graph.read((unit) => unit.run({ text: 'RETURN $texts AS texts', parameters: { texts } }));
      expect(rows[0]?.texts).toEqual(texts);
      await graph.close();
    });

    test('integers are exact, even beyond what a JavaScript number holds', async () => {
      const graph = await open();
      const big = [2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
      const [row] = await graph.read((unit) =>
        run(unit, 'RETURN 9007199254740993 AS literal, $big AS big, $map AS map, 7 / $two AS half, $safe AS safe', {
          big,
          map: { list: [{ one: big[0] ?? 0 }] },
          two: 2,
          safe: Number.MAX_SAFE_INTEGER,
        }),
      );
      expect(row).toEqual({
        literal: big[0],
        big,
        map: { list: [{ one: big[0] }] },
        half: 3,
        safe: Number.MAX_SAFE_INTEGER,
      });
      const tooLarge = graph.read((unit) => run(unit, 'RETURN $n AS n', { n: 2n ** 63n }));
      await expect(tooLarge).rejects.toThrow();
      await graph.close();
    });

    test('amounts are stored exactly, integers as well as fractions', async () => {
      const graph = await open();
      const amounts = [3_000_000, 4.5, 0, -1, 1e21];
      const [row] = await graph.write((unit) =>
        run(
          unit,
          "MERGE (n:Entity {id: 'project:p'}) SET n.recordedAt = 't', n.amounts = $amounts RETURN n.amounts AS amounts",
          {
            amounts,
          },
        ),
      );
      expect(row?.amounts).toEqual(amounts);
      await graph.close();
    });

    test('a call that exceeds its deadline fails with TIMEOUT, and the next call succeeds', async () => {
      const graph = await open();
      const long = graph.read((unit) => run(unit, 'UNWIND range(1, 2000000) AS i RETURN count(i % 7) AS n'), {
        deadline: 20,
      });
      await expect(long).rejects.toMatchObject({ code: 'TIMEOUT' });
      expect(await graph.read((unit) => run(unit, 'RETURN 1 AS one'))).toEqual([{ one: 1 }]);
      await graph.close();
    });

    test('a call reads what earlier calls wrote, even when several run at once', async () => {
      const graph = await open();
      const write = async (i: number) => {
        await graph.write((unit) =>
          run(unit, "MERGE (n:Entity {id: $id}) SET n.recordedAt = 't'", { id: `area:${i}` }),
        );
        const rows = await graph.read((unit) =>
          run(unit, 'MATCH (n:Entity {id: $id}) RETURN n.id AS id', { id: `area:${i}` }),
        );
        return rows[0]?.id;
      };
      const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => write(i)));
      expect(ids).toEqual(Array.from({ length: 20 }, (_, i) => `area:${i}`));
      await graph.close();
    });

    test('two writers that wait for each other both finish', async () => {
      const graph = await open();
      const set = (unit: UnitOfWork, id: string, by: string) =>
        run(unit, `MATCH (n:Entity {id: $id}) SET n.${by} = true`, { id });
      await graph.write((unit) =>
        run(unit, "UNWIND ['area:a', 'area:b'] AS id MERGE (n:Entity {id: id}) SET n.recordedAt = 't'"),
      );
      let waiting = 2;
      let release = () => {};
      const both = new Promise<void>((resolve) => {
        release = resolve;
      });
      const meet = () => {
        waiting -= 1;
        if (waiting <= 0) release();
        return both;
      };
      const write = (first: string, second: string, by: string) =>
        graph.write(async (unit) => {
          await set(unit, first, by);
          await meet();
          await set(unit, second, by);
        });
      await Promise.all([write('area:a', 'area:b', 'one'), write('area:b', 'area:a', 'two')]);
      const rows = await graph.read((unit) =>
        run(unit, 'MATCH (n:Entity) RETURN n.id AS id, n.one AS one, n.two AS two ORDER BY id'),
      );
      expect(rows).toEqual([
        { id: 'area:a', one: true, two: true },
        { id: 'area:b', one: true, two: true },
      ]);
      await graph.close();
    });

    test('an entity exists once, however many writers write it, and however often', async () => {
      const { graph } = await filled();
      await Promise.all(
        Array.from({ length: 4 }, () =>
          record(graph, ontology, facts.facts, { recordedAt: new Date(0), restate: true }),
        ),
      );
      const [row] = await graph.read((unit) =>
        run(
          unit,
          'MATCH (n:Entity) OPTIONAL MATCH (n)-[r:ENTENTE_DISCUSSED]->() RETURN count(DISTINCT n) AS entities, count(r) AS relations',
        ),
      );
      expect(row).toEqual({ entities: 11, relations: 10 });
      const second = graph.write((unit) => run(unit, "CREATE (:Entity {id: 'event:hub', recordedAt: 't'})"));
      await expect(second).rejects.toThrow();
      await graph.close();
    });

    test('the database keeps ids of relations unique', async ({ skip }) => {
      const { graph } = await filled();
      const { supported, reason } = graph.capabilities.relationIndexes;
      if (supported) {
        const twice = graph.write((unit) =>
          run(
            unit,
            "MATCH (a:Entity {id: 'area:a0'})<-[r:ENTENTE_DISCUSSED {ententeId: $id}]-(e) CREATE (e)-[:ENTENTE_DISCUSSED {ententeId: $id}]->(a)",
            { id: 'event:hub/DISCUSSED/area:a0' },
          ),
        );
        await expect(twice).rejects.toThrow('already exists');
      }
      await graph.close();
      skip(!supported, reason);
    });

    test('a write within a read is refused', async ({ skip }) => {
      const { graph } = await filled();
      const { supported, reason } = graph.capabilities.guardedReads;
      if (supported) {
        const write = graph.read((unit) => run(unit, "MERGE (n:Entity {id: 'area:x'}) SET n.recordedAt = 't'"));
        await expect(write).rejects.toThrow('read access');
      }
      await graph.close();
      skip(!supported, reason);
    });

    test('a database of a newer version is refused with a sentence, and nothing is changed', async () => {
      const graph = await open();
      await graph.write((unit) => run(unit, "MERGE (d:EntenteDatabase {id: 'entente'}) SET d.layout = 99"));
      await expect(prepareLayout(graph, ontology)).rejects.toThrow(
        /^The database was written by a newer Entente: it has layout 99, and this version knows layouts up to 10\. /,
      );
      expect(
        await graph.read((unit) => run(unit, 'MATCH (n) WHERE NOT n:EntenteAcknowledged RETURN properties(n) AS all')),
      ).toEqual([{ all: { id: 'entente', layout: 99 } }]);
      await graph.close();
    });

    test.skipIf(!isWhole)('a database of the first layout is upgraded once, and returns the same results', async () => {
      const graph = await open();
      await graph.write((unit) =>
        run(
          unit,
          `CREATE (d:Entity:Document {id: 'document:d', name: 'Doc', recordedAt: 't'})
           CREATE (e:Entity:Event {id: 'event:e', name: 'Event', recordedAt: 't', period: '2023-05', periodStart: '2023-05-01', periodEnd: '2023-05-31'})
           CREATE (a:Entity:Area {id: 'area:a', name: 'Area', recordedAt: 't'})
           CREATE (e)-[:DISCUSSED {id: 'event:e/DISCUSSED/area:a', recordedAt: 't', rank: 'NORMAL'}]->(a)
           CREATE (e)-[:CLAIMED]->(:Claim {id: 'event:e/period/0', field: 'period', position: 0, rank: 'NORMAL', recordedAt: 't',
             value: '2023-05', valueStart: '2023-05-01', valueEnd: '2023-05-31', sourceDocuments: ['document:d'], sourceLocators: [''], sourceStated: ['']})`,
        ),
      );
      await prepareLayout(graph, ontology);
      await prepareLayout(graph, ontology);
      const ask = serverOver(graph, ontology);
      const answer = await ask(
        '{ events { totalCount nodes { id claims(field: PERIOD) { period { edtf } sources { document { id } } } areas { edges { id node { id } } } } } }',
      );
      expect(answer).toEqual({
        data: {
          events: {
            totalCount: 1,
            nodes: [
              {
                id: 'event:e',
                claims: [{ period: { edtf: '2023-05' }, sources: [{ document: { id: 'document:d' } }] }],
                areas: { edges: [{ id: 'event:e/DISCUSSED/area:a', node: { id: 'area:a' } }] },
              },
            ],
          },
        },
      });
      await graph.close();
    });

    test('other data in the database is neither shown nor changed, whatever its labels, types and ids', async () => {
      const graph = await open();
      await graph.write((unit) =>
        run(
          unit,
          `CREATE (p:Project {id: 'project:theirs', name: 'Theirs'}), (c:Claim {id: 1}), (:Claim {id: 1}), (x:Area {id: 7})
           CREATE (p)-[:FUNDS {id: 1}]->(c), (c)-[:FUNDS {id: 1}]->(x), (p)-[:IN_AREA {id: 1}]->(x)`,
        ),
      );
      const theirs = () =>
        graph.read((unit) =>
          run(
            unit,
            `MATCH (n) WHERE (n:Project OR n:Claim OR n:Area) AND NOT n:Entity
             OPTIONAL MATCH (n)-[r]->() RETURN labels(n) AS labels, properties(n) AS node, type(r) AS type, properties(r) AS relation
             ORDER BY labels, toString(n.id), type`,
          ),
        );
      const before = await theirs();
      expect(before.length).toBe(5);
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, facts.facts, new Date(0));
      expect(await theirs()).toEqual(before);
      // Also foreign relations at our entities.
      await graph.write((unit) =>
        run(
          unit,
          `MATCH (e:Entity {id: 'event:hub'}), (a:Entity {id: 'area:a0'}), (p:Project {id: 'project:theirs'})
           CREATE (e)-[:THEIRS {id: 1}]->(a), (e)-[:DISCUSSED {id: 1}]->(a), (e)-[:CLAIMED]->(a), (p)-[:IN_AREA]->(a)`,
        ),
      );
      const ask = serverOver(graph, ontology);
      const answer = await ask(
        '{ projects { totalCount nodes { id } } areas(where: { projects: { some: {} } }) { totalCount } all: areas { totalCount } node(id: "project:theirs") { id } area(id: "area:a0") { relations { totalCount edges { type } } } }',
      );
      expect(answer.data.projects).toEqual({ totalCount: 0, nodes: [] });
      expect(answer.data.areas).toEqual({ totalCount: 0 });
      expect(answer.data.all).toEqual({ totalCount: 9 });
      expect(answer.data.node).toBeNull();
      expect(answer.data.area.relations.totalCount).toBe(3);
      expect(answer.data.area.relations.edges.map((e: { type: string }) => e.type).sort()).toEqual([
        'DISCUSSED',
        'DISCUSSED',
        'MENTIONS',
      ]);
      await graph.close();
    });

    test('a database whose nodes labelled Entity are not ours is refused with a sentence', async () => {
      const graph = await open();
      await graph.write((unit) => run(unit, 'CREATE (:Entity {id: 1}), (:Entity {id: 2})'));
      await expect(prepareLayout(graph, ontology)).rejects.toThrow(
        /^The database holds 2 nodes labelled Entity that are not Entente's/,
      );
      await graph.close();
    });

    test('two servers that start at once on an empty database both prepare it', async ({ skip }) => {
      const one = await open();
      const { supported, reason } = one.capabilities.sharedDatabase;
      if (supported && again) {
        const two = await again();
        await Promise.all([one, two].map((graph) => prepareLayout(graph, ontology)));
        await Promise.all(
          [one, two].map((graph) => record(graph, ontology, facts.facts, { recordedAt: new Date(0), restate: true })),
        );
        for (const graph of [one, two]) {
          const answer = await serverOver(
            graph,
            ontology,
          )('{ areas { totalCount } event(id: "event:hub") { areas { totalCount } } }');
          expect(answer).toEqual({ data: { areas: { totalCount: 9 }, event: { areas: { totalCount: 10 } } } });
        }
        await two.close();
      }
      await one.close();
      skip(!supported, reason);
    });

    test('the fields of entities of any type are read in one call, as typed values with their sources', async () => {
      const graph = counted(await open());
      await prepareLayout(graph, ontology);
      const from = (at: number) => [{ document: 'document:d', paragraphs: [at] }];
      const { facts: read, problems } = checkFacts(
        [
          readDataFile(
            'fields.yaml',
            JSON.stringify({
              entente: 1,
              entities: [
                { id: 'document:d', names: [{ text: 'Doc', language: 'en' }], sources: [{ document: 'document:d' }] },
                {
                  id: 'event:e',
                  names: [{ text: 'Event', language: 'en' }],
                  sources: from(1),
                  kind: 'COUNCIL',
                  ordinal: 2,
                  period: [
                    { value: '2024-03', sources: from(2) },
                    { value: '2024-05-01', rank: 'DEPRECATED', sources: from(3) },
                    { value: '2024-04-02', rank: 'PREFERRED', sources: from(4) },
                  ],
                  place: { city: 'Brussels', country: 'BE' },
                },
                {
                  id: 'project:p',
                  names: [{ text: 'Project', language: 'en' }],
                  sources: from(1),
                  status: [{ value: 'ACTIVE', rank: 'DEPRECATED', sources: from(5) }],
                  budget: [
                    { amount: 5, currency: 'EUR' },
                    { amount: 7.5, currency: 'KRW', approximate: true },
                  ],
                },
                { id: 'area:a', names: [{ text: 'Area', language: 'en' }], sources: from(1) },
              ],
              relations: [],
            }),
          ),
        ],
        ontology,
      );
      expect(problems).toEqual([]);
      await fillEmpty(graph, ontology, read, new Date(0));
      const ask = serverOver(graph, ontology);
      const nodes = async (fields: string) => {
        const { data, errors } = await ask(
          `{ nodes(ids: ["event:e", "project:p", "area:a"]) { ... on Entity { ${fields} } } }`,
        );
        expect(errors).toBeUndefined();
        return data.nodes;
      };
      graph.calls.length = 0;
      const CLAIM =
        'claims { value rank period { edtf } place { name city country } money { amount currency approximate } sources { locator } }';
      const [event, project, area] = await nodes(`fields { field ${CLAIM} }`);
      // The entities and their claims.
      expect(graph.calls.length).toBe(2);
      const none = { period: null, place: null, money: null, rank: 'NORMAL', sources: [{ locator: null }] };
      expect(event.fields).toEqual([
        { field: 'KIND', claims: [{ ...none, value: 'COUNCIL' }] },
        { field: 'ORDINAL', claims: [{ ...none, value: '2' }] },
        {
          field: 'PERIOD',
          claims: [
            {
              ...none,
              value: '2024-04-02',
              period: { edtf: '2024-04-02' },
              rank: 'PREFERRED',
              sources: [{ locator: 'paragraph 4' }],
            },
            { ...none, value: '2024-03', period: { edtf: '2024-03' }, sources: [{ locator: 'paragraph 2' }] },
          ],
        },
        {
          field: 'PLACE',
          claims: [
            {
              ...none,
              value: '{"name":null,"city":"Brussels","country":"BE","latitude":null,"longitude":null}',
              place: { name: null, city: 'Brussels', country: 'BE' },
            },
          ],
        },
      ]);
      const money = [
        { amount: 5, currency: 'EUR', approximate: false },
        { amount: 7.5, currency: 'KRW', approximate: true },
      ];
      // A status with deprecated claims only has no value, unless deprecated claims are asked for.
      const budget = { field: 'BUDGET', claims: [{ ...none, value: JSON.stringify(money), money }] };
      expect(project.fields).toEqual([budget]);
      expect(area.fields).toEqual([]);
      // `claims` returns the same for each field.
      const SHOWN = CLAIM.replace('claims', '');
      const own = ['KIND', 'STATUS', 'ORDINAL', 'PERIOD', 'PLACE', 'BUDGET', 'DURATION'];
      const each = own.map((field) => `${field}: claims(field: ${field}, deprecated: true) ${SHOWN}`);
      for (const entity of await nodes(`fields(deprecated: true) { field ${CLAIM} } ${each.join(' ')}`)) {
        const stated = own.filter((field) => entity[field].length > 0);
        expect(new Map(entity.fields.map((one: any) => [one.field, one.claims]))).toEqual(
          new Map(stated.map((field) => [field, entity[field]])),
        );
      }
      const [, wrong] = await nodes('fields(deprecated: true) { field claims { value rank } }');
      expect(wrong.fields[0]).toEqual({ field: 'STATUS', claims: [{ value: 'ACTIVE', rank: 'DEPRECATED' }] });
      await graph.close();
    });

    test('calls of a closed graph fail with a sentence', async () => {
      const { graph } = await filled();
      await graph.close();
      await expect(graph.ready()).rejects.toThrow('The database is closed');
    });

    test('the facts of this contract are valid', () => {
      expect(facts.problems).toEqual([]);
    });
  });
}

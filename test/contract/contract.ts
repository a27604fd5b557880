import { describe, expect, test } from 'vitest';
import { definitions } from '../../src/graph/constraints.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { statement } from '../../src/graph/statements.ts';
import { checkFacts } from '../../src/ingest/check.ts';
import { readDataFile } from '../../src/ingest/read.ts';
import { writeFacts } from '../../src/ingest/write.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { type Answered, serverOver } from '../support/served.ts';

const ontology = createOntology();

/** Names that sort by code points: accents after ASCII, Hangul after both, an emoji (beyond 16 bits) last; and one name twice. */
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
/** What a full page in order gives: by name, then id, then relation. */
const inOrder = [
  'area:a2',
  'area:a6',
  'area:a7',
  'area:a0',
  'area:a0',
  'area:a1',
  'area:a3',
  'area:a4',
  'area:a8',
  'area:a5',
];

/** What every engine must do; run whole on each. */
export function contract(engine: string, open: () => Promise<Graph> | Graph): void {
  describe(`contract: ${engine}`, () => {
    async function filled(): Promise<{
      graph: Graph;
      ask: (query: string, variables?: Record<string, unknown>) => Promise<Answered>;
    }> {
      const graph = await open();
      await graph.define(definitions(ontology, graph.capabilities));
      await writeFacts(graph, ontology, facts.facts, new Date(0));
      return { graph, ask: serverOver(graph, ontology) };
    }

    test('writing the same facts again changes nothing', async () => {
      const { graph, ask } = await filled();
      const query = '{ areas { totalCount } event(id: "event:hub") { areas { totalCount } documents { totalCount } } }';
      const before = await ask(query);
      await writeFacts(graph, ontology, facts.facts, new Date(0));
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

    test('texts come back to the letter', async () => {
      const { graph } = await filled();
      const texts = ['a\0b', '\u{1f600}', '\u202eabc', '`"\'\\u0060 //', '반도체'];
      const rows = await graph.read((unit) => unit.run({ text: 'RETURN $texts AS texts', parameters: { texts } }));
      expect(rows[0]?.texts).toEqual(texts);
      await graph.close();
    });

    test('a closed graph says so', async () => {
      const { graph } = await filled();
      await graph.close();
      await expect(graph.ready()).rejects.toThrow('The database is closed');
    });

    test('the facts of the contract are right', () => {
      expect(facts.problems).toEqual([]);
    });
  });
}

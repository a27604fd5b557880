import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { loadWhenEmpty } from '../src/ingest/facts/bundled.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { type Answered, serverOver } from './support/served.ts';

const folder = new URL('questions/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));

/** Questions written from the documents alone, without a look at the data, each with its exact answer. */
export function questions(engine: string, open: () => Promise<Graph> | Graph): void {
  describe(`questions about the bundled data: ${engine}`, () => {
    const ontology = createOntology();
    let graph: Graph;
    let ask: (query: string) => Promise<Answered>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await loadWhenEmpty(graph, ontology);
      ask = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    test('there are at least a hundred questions', () => {
      expect(files.length).toBeGreaterThanOrEqual(100);
    });

    test.each(files)('%s', async (name) => {
      const query = readFileSync(new URL(name, folder), 'utf8');
      const expected: unknown = JSON.parse(readFileSync(new URL(name.replace('.graphql', '.json'), folder), 'utf8'));
      expect(await ask(query)).toEqual(expected);
    });
  });
}

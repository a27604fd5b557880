import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateFacts } from '../bench/generate.js';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { record } from '../src/recording/record.ts';
import { expected } from './support/expected-generated.js';
import { sized } from './support/extent.ts';
import { type Answered, serverOver } from './support/served.ts';

const folder = new URL('../schema/examples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.replace('.graphql', '') in expected);

const BATCH = 2000;

/** Examples about thousands of generated entities, compared with answers computed from the facts. */
export function generatedExamples(engine: string, open: () => Promise<Graph> | Graph): void {
  describe(`generated: ${engine}`, () => {
    const ontology = createOntology();
    const facts = generateFacts(ontology, { seed: 1, entities: sized(2000, 7000), relations: sized(15_000, 55_000) });
    let graph: Graph;
    let ask: (query: string) => Promise<Answered>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      // In batches, as imports write: a small Neo4j has no memory for all of it in one transaction. Like rows of a table,
      // relations don't mention their ends, as comparing the mentions of a hub takes Neo4j long.
      const relations = facts.relations.map((fact) => ({ ...fact, mentionsEnds: false as const }));
      await record(graph, ontology, { ...facts, relations }, { recordedAt: new Date(0), batch: BATCH });
      ask = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    test('there are ten of them', () => {
      expect(names.length).toBe(10);
    });
    test.each(names)('%s', async (name) => {
      const answer = await ask(readFileSync(new URL(name, folder), 'utf8'));
      expect(answer).toEqual({ data: expected[name.replace('.graphql', '')]?.(facts) });
    });
  });
}

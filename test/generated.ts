import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateFacts } from '../bench/generate.js';
import type { Graph } from '../src/graph/port/graph.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { record } from '../src/recording/record.ts';
import { expected } from './support/expected-generated.js';
import { sized } from './support/extent.ts';
import { type Answered, serverOver } from './support/served.ts';

const folder = new URL('../schema/examples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.replace('.graphql', '') in expected);

const PART = 10_000;

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
      await fillEmpty(graph, ontology, { ...facts, relations: [] }, new Date(0));
      // In parts: a small Neo4j has no memory for all of them in one transaction.
      for (let at = 0; at < facts.relations.length; at += PART) {
        const relations = facts.relations.slice(at, at + PART);
        await record(graph, ontology, { entities: [], relations }, { recordedAt: new Date(0), restate: true });
      }
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

import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { serverOver } from '../support/served.ts';

const ontology = createOntology();
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

/** An engine, and how many sets of facts and questions about each to try on it. */
export interface Extent {
  open(): Graph | Promise<Graph>;
  readonly sets: number;
  readonly questions: number;
}

/** Random questions about random facts. */
interface Check<Question> {
  readonly facts: fc.Arbitrary<Facts>;
  /** The seed, unless ENTENTE_PROPERTY_SEED gives another one. */
  readonly seed: number;
  /** The title of the test of a set. */
  readonly title: string;
  questionOf(facts: Facts): fc.Arbitrary<Question>;
  /** Asks the server and compares its answer with that of the evaluator. */
  check(server: ReturnType<typeof serverOver>, facts: Facts, question: Question): Promise<void>;
}

/** Asks questions about several sets of facts, as writing costs more than asking. `what`: their title, with $i for the number of a set. */
export function checkWorlds<Question>(what: string, { open, sets, questions }: Extent, asked: Check<Question>): void {
  const seed = number('ENTENTE_PROPERTY_SEED', asked.seed);
  const worlds = fc.sample(asked.facts, { numRuns: number('ENTENTE_PROPERTY_SETS', sets), seed });
  describe.each(worlds.map((facts, i) => ({ facts, i })))(what, ({ facts, i }) => {
    let graph: Graph;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await fillEmpty(graph, ontology, facts, new Date(0));
    });
    afterAll(() => graph.close());

    test(asked.title, async () => {
      const server = serverOver(graph, ontology);
      const property = fc.asyncProperty(asked.questionOf(facts), (question) => asked.check(server, facts, question));
      await fc.assert(property, { numRuns: number('ENTENTE_PROPERTY_QUESTIONS', questions), seed: seed + i });
    }, 3_600_000);
  });
}

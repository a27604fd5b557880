import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { csv } from '../../src/export/csv.ts';
import { entityItem, factLines, relationItem } from '../../src/export/facts.ts';
import { selectEverything } from '../../src/export/selection.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { GENTLE_BATCH, loadFiles, SILENT } from '../../src/ingest/run/load-files.ts';
import type { EntityFact, Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { base, DOCUMENTS, documentBy, eventBy, relationBy } from './statements.ts';

const ontology = createOntology();
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

type Fact = EntityFact | RelationFact;

const factsOf = (facts: readonly Fact[]): Facts => ({
  entities: facts.filter((fact) => 'claims' in fact),
  relations: facts.filter((fact): fact is RelationFact => !('claims' in fact)),
});

/** The items shuffled and split into parts, with some repeated in a last part. */
const parted = <T>(items: readonly T[]): fc.Arbitrary<readonly (readonly T[])[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...items], { minLength: items.length }),
      fc.array(fc.nat(3), { minLength: items.length, maxLength: items.length }),
      fc.subarray([...items]),
    )
    .map(([shuffled, part, again]) => [...[0, 1, 2, 3].map((at) => shuffled.filter((_, i) => part[i] === at)), again]);

/** The whole graph as an export. */
async function exported(graph: Graph): Promise<string> {
  const chosen = await selectEverything(graph, ontology);
  let text = '';
  for await (const line of factLines(chosen, ontology)) text += line;
  for (const table of ['nodes', 'edges'] as const)
    for await (const piece of csv(chosen, ontology, table)) text += piece;
  return text + (await certainDays(graph));
}

/** The days on which facts certainly hold, which follow from other facts. */
async function certainDays(graph: Graph): Promise<string> {
  const rows = await graph.read(async (unit) => [
    ...(await unit.run({ text: 'MATCH (n:Entity) RETURN n.id AS id, n.certainFrom AS days', parameters: {} })),
    ...(await unit.run({
      text: 'MATCH (:Entity)-[r]->(:Entity) WHERE r.retractedAt IS NULL RETURN r.ententeId AS id, [r.certainFrom, r.certainTo] AS days',
      parameters: {},
    })),
  ]);
  return rows
    .map((row) => JSON.stringify([row.id, row.days]))
    .sort()
    .join('\n');
}

/** Statements about events, and about when documents were published. */
const entityBy = (documents: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: eventBy(documents) }, { weight: 2, arbitrary: documentBy(documents) });

/** The first law: the graph depends on the recorded facts, not on their order. */
export function checkOrder(engine: string, open: () => Graph | Promise<Graph>, runs: number): void {
  const seed = number('ENTENTE_PROPERTY_SEED', 20261124);
  const numRuns = number('ENTENTE_PROPERTY_SETS', runs);
  const folder = mkdtempSync(join(tmpdir(), 'entente-order-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function graphOf(fill: (graph: Graph) => Promise<unknown>): Promise<string> {
    const graph = await open();
    try {
      await prepareLayout(graph, ontology);
      await fill(graph);
      return await exported(graph);
    } finally {
      await graph.close();
    }
  }
  const recorded = (...parts: readonly (readonly Fact[])[]) =>
    graphOf(async (graph) => {
      for (const part of parts) expect((await record(graph, ontology, factsOf(part))).problems).toEqual([]);
    });

  async function imported(graph: Graph, files: readonly (readonly Fact[])[]): Promise<void> {
    const named = files.map((facts, i) => {
      const items = facts.map((fact) => ('claims' in fact ? entityItem(fact) : relationItem(fact, true)));
      const path = join(folder, `${i}.jsonl`);
      writeFileSync(path, [{ entente: 1 }, ...items].map((item) => `${JSON.stringify(item)}\n`).join(''));
      return { name: path, path };
    });
    const how = { format: null, about: {}, dryRun: false, strict: false, replace: false, batch: GENTLE_BATCH };
    const problems: unknown[] = [];
    await loadFiles(
      graph,
      ontology,
      { ...how, files: named },
      { ...SILENT, problem: (problem) => problems.push(problem) },
    );
    expect(problems).toEqual([]);
  }

  describe(`the graph does not depend on the order of facts: ${engine}`, () => {
    test('in calls of record', async () => {
      const facts = fc.tuple(
        fc.array(entityBy(DOCUMENTS), { minLength: 1, maxLength: 6 }),
        fc.array(relationBy(DOCUMENTS), { maxLength: 4 }),
      );
      const property = fc.asyncProperty(
        facts
          .map(([entities, relations]) => [...entities, ...relations])
          .chain((some) => fc.tuple(fc.constant(some), parted(some))),
        async ([some, parts]) => {
          const whole = await recorded([...base, ...some]);
          expect(await recorded([...base].reverse(), ...parts)).toBe(whole);
        },
      );
      await fc.assert(property, { numRuns, seed });
    });

    test('in imports of one file for each document, and its lines', async () => {
      const by = (document: string) =>
        fc.record({
          document: fc.constant(document),
          facts: fc
            .tuple(
              // A file about itself would restate what it states in `base`.
              fc.array(eventBy([document]), { minLength: 1, maxLength: 3 }),
              // A document states a relation once, at one or several locators.
              fc.uniqueArray(relationBy([document]), { selector: ({ id }) => id }),
            )
            .map(([entities, relations]): Fact[] => [...entities, ...relations])
            .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        });
      const property = fc.asyncProperty(
        fc.tuple(...DOCUMENTS.map(by)).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all))),
        async ([all, again]) => {
          const whole = await recorded([...base, ...all.flatMap(({ facts: [some] }) => some)]);
          const inFiles = await graphOf(async (graph) => {
            await imported(graph, [base]);
            for (const { facts } of all.toReversed()) await imported(graph, [facts[1].slice(0, 2), facts[1].slice(2)]);
            for (const { facts } of again) await imported(graph, [facts[0]]);
          });
          expect(inFiles).toBe(whole);
        },
      );
      await fc.assert(property, { numRuns, seed });
    });

    test('in an export that is loaded into another graph', async () => {
      const facts = fc.array(entityBy(DOCUMENTS), { minLength: 1, maxLength: 6 });
      const relations = fc.array(relationBy(DOCUMENTS), { maxLength: 4 });
      const property = fc.asyncProperty(facts, relations, fc.boolean(), async (entities, relations, fills) => {
        const lines: Fact[] = [];
        const whole = await graphOf(async (graph) => {
          await record(graph, ontology, { entities: [...base, ...entities], relations });
          const chosen = await selectEverything(graph, ontology);
          for (const { name } of ontology.entities) for await (const one of chosen.entities(name)) lines.push(one);
          for (const type of ['FOLLOWS', 'SUBUNIT_OF']) for await (const one of chosen.relations(type)) lines.push(one);
        });
        const elsewhere = await graphOf((graph) =>
          fills
            ? fillEmpty(graph, ontology, factsOf(lines), new Date(0))
            : imported(graph, [lines.filter(({ type }) => type === 'Document'), lines]),
        );
        expect(elsewhere).toBe(whole);
      });
      await fc.assert(property, { numRuns, seed });
    });
  });
}

import { describe, expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { factLines } from '../../src/export/facts.ts';
import { selectEverything as chosenOf } from '../../src/export/selection.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import {
  allEntityFacts,
  allRelationFacts,
  readEntityFacts,
  readRelationFacts,
} from '../../src/graph/storage/facts-reader.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { readBundled } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { EntityFact, Facts, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, relationId } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { mentions } from '../../src/recording/mentions.ts';
import { record } from '../../src/recording/record.ts';
import { PATIENCE } from '../support/patience.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const bundle = await readBundled(ontology);

const byId = <T extends { id: string }>(facts: readonly T[]) =>
  [...facts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function everything(graph: Graph): Promise<Facts> {
  const entities = ontology.entities.map(({ name }) => all(allEntityFacts(graph, ontology, name)));
  const relations = ontology.relations.map(({ type }) => all(allRelationFacts(graph, ontology, type)));
  return { entities: (await Promise.all(entities)).flat(), relations: (await Promise.all(relations)).flat() };
}

const exported = async (graph: Graph) => (await all(factLines(await chosenOf(graph, ontology), ontology))).join('');

/** Parses the output of `entente export facts` as the facts of a data file. */
export function readLines(text: string): Facts {
  const [format, ...items] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const entities = items.filter((item) => 'id' in item);
  const relations = items.filter((item) => !('id' in item));
  const file = JSON.stringify({ ...format, entities, relations });
  const { facts, problems } = checkFacts([readDataFile('exported.json', file)], ontology);
  expect(problems).toEqual([]);
  return facts;
}

const sources = [{ document: 'document:d', locator: null, stated: null }];
const named = (id: string, more: Partial<EntityFact> = {}): EntityFact => ({
  id,
  type: ontology.typeOfId(id)?.name ?? '',
  names: [{ text: id, language: 'und', kind: 'ALIAS' }],
  summary: null,
  sameAs: [],
  sources,
  claims: {},
  ...more,
});
const relation = (from: string, type: string, to: string, key: string, rank: RelationFact['rank']): RelationFact => ({
  id: relationId(from, type, to, key),
  type,
  from,
  to,
  values: { note: `${key} "'\\ 반도체` },
  rank,
  sources: [{ document: 'document:d', locator: key, stated: 'about then' }],
});

/** The contract of every engine about exports. */
export function exportContract(engine: string, { open }: Engine): void {
  async function written(...facts: Facts[]) {
    const graph = await open();
    await prepareLayout(graph, ontology);
    for (const [i, some] of facts.entries())
      await record(graph, ontology, some, { recordedAt: new Date(i), restate: true });
    return graph;
  }

  describe(`export: ${engine}`, () => {
    test('the bundled data is exported as it was written', async () => {
      const graph = await written(bundle);
      const back = await everything(graph);
      expect(byId(back.entities)).toEqual(byId(bundle.entities));
      expect(byId(back.relations)).toEqual(byId([...bundle.relations, ...mentions(bundle)]));
      // A claim inherits its entity's sources if it did when it was written.
      const inherited = ({ claims, ...entity }: EntityFact) =>
        Object.entries(claims).flatMap(([name, [claim]]) => (claim?.sources === entity.sources ? [name] : []));
      expect(byId(back.entities).map(inherited)).toEqual(byId(bundle.entities).map(inherited));
      await graph.close();
    });

    test('recording exported facts again changes nothing', async () => {
      const graph = await written(bundle);
      const back = await everything(graph);
      const stated = { ...back, relations: back.relations.filter(({ type }) => type !== 'MENTIONS') };
      await record(graph, ontology, stated, { recordedAt: new Date(), restate: true });
      const [row] = await graph.read((unit) =>
        unit.run({ text: 'MATCH (p:EntentePast) RETURN count(p) AS past', parameters: {} }),
      );
      expect(row?.past).toBe(0);
      expect(await everything(graph)).toEqual(back);
      await graph.close();
    });

    test('facts are read in their current state, with ranks, keys and empty values', async () => {
      const money = [{ amount: 0.1, currency: 'EUR', approximate: true }];
      const claims = [
        { value: money, rank: 'PREFERRED' as const, sources },
        { value: [], rank: 'DEPRECATED' as const, sources: [] },
      ];
      const before: Facts = {
        entities: [
          named('document:d'),
          named('project:p', { claims: { budget: [{ value: [], rank: 'NORMAL', sources }] } }),
          named('institution:i', { summary: 'before' }),
          named('institution:j'),
        ],
        relations: [
          relation('institution:i', 'FUNDS', 'project:p', 'one', 'NORMAL'),
          relation('institution:i', 'FUNDS', 'project:p', 'two', 'DEPRECATED'),
        ],
      };
      const after: Facts = {
        entities: [
          named('institution:i', { sameAs: ['https://example.org/i'] }),
          named('project:q', { claims: { budget: claims } }),
        ],
        relations: [relation('institution:i', 'FUNDS', 'project:p', 'one', 'DEPRECATED')],
      };
      const graph = await written(before, after);
      const ids = ['project:q', 'institution:i', 'area:none', 'project:p', 'no id'];
      const places = ['one', 'none', 'two'].map((key) => ({
        id: relationId('institution:i', 'FUNDS', 'project:p', key),
        from: 'institution:i',
      }));
      const [entities, relations] = await graph.read(async (unit) => [
        await readEntityFacts(unit, ontology, ids),
        await readRelationFacts(unit, ontology, 'FUNDS', places),
      ]);
      expect(entities).toEqual([after.entities[1], after.entities[0], before.entities[1]]);
      expect(relations).toEqual([after.relations[0], before.relations[1]]);
      await graph.close();
    });

    test('an export is identical to the byte on each engine, and after an import into another graph', async () => {
      // One MENTIONS fact that doesn't follow from any sources.
      const more: Facts = {
        entities: [],
        relations: [
          relation('document:kerc-2024-03-27', 'MENTIONS', 'institution:msit', 'again', 'NORMAL'),
          relation('institution:msit', 'FUNDS', 'project:rok-eu-6g-research', 'k/ey', 'DEPRECATED'),
        ].map((one) => ({
          ...one,
          sources: [{ document: 'document:msit-2023-06-30', locator: 'page 1', stated: 's' }],
        })),
      };
      const [graph, other] = [await written(bundle, more), openEmbedded(null, PATIENCE)];
      const text = await exported(graph);
      expect(text.split('\n').filter((line) => line.includes('MENTIONS'))).toEqual([
        '{"type":"MENTIONS","from":"document:kerc-2024-03-27","to":"institution:msit","key":"again","note":"again \\"\'\\\\ 반도체","sources":[{"document":"document:msit-2023-06-30","locator":"page 1","stated":"s"}],"mentions":false}',
        '{"type":"MENTIONS","from":"document:msit-2023-06-30","to":"document:kerc-2024-03-27","locator":"page 1","sources":[{"document":"document:msit-2023-06-30","locator":"page 1"}],"mentions":false}',
      ]);
      await prepareLayout(other, ontology);
      await fillEmpty(other, ontology, readLines(text), new Date());
      expect(await exported(other)).toBe(text);
      const [back, there] = [await everything(graph), await everything(other)];
      expect(byId(there.entities)).toEqual(byId(back.entities));
      expect(byId(there.relations)).toEqual(byId(back.relations));
      await Promise.all([graph.close(), other.close()]);
    });
  });
}

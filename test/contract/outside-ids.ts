import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import { readEntityFacts } from '../../src/graph/storage/facts-reader.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { Format } from '../../src/ingest/formats/format.ts';
import { ror } from '../../src/ingest/formats/ror.ts';
import type { RowProblem } from '../../src/ingest/formats/row.ts';
import { readMapping } from '../../src/ingest/mapping/mapping.ts';
import { loadFiles, SILENT } from '../../src/ingest/run/load-files.ts';
import type { EntityFact } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const ID = 'institution:lab';
const CANONICAL = 'https://www.wikidata.org/entity/Q5';

const document = (id: string): EntityFact => ({
  id,
  type: 'Document',
  names: [{ text: id, language: 'en', kind: 'OFFICIAL' }],
  summary: null,
  sameAs: [],
  sources: [{ document: id, locator: null, stated: null }],
  claims: {},
});
const lab = (by: string, ...sameAs: string[]): EntityFact => ({
  ...document(by),
  id: ID,
  type: 'Institution',
  names: [{ text: 'Lab', language: 'en', kind: 'OFFICIAL' }],
  sameAs,
});

const MAPPING = `mapping: 1
source: { id: document:labs, title: Labs, publisher: { id: institution:p, name: P } }
key: [id]
entities:
  lab: { type: Institution, id: { known: { a: ${ID} }, scheme: lab, columns: [id] }, names: [{ column: name, language: en }], sameAs: url }
`;

const recordOf = (id: string, ids: readonly string[]) =>
  JSON.stringify({
    id: `https://ror.org/${id}`,
    status: 'inactive',
    types: ['facility'],
    established: 1969,
    names: [{ value: 'Quay Lab', types: ['ror_display'], lang: 'en' }],
    locations: [],
    relationships: [],
    links: [],
    external_ids: [{ type: 'wikidata', all: ids, preferred: null }],
  });

/** Ids in other registries: one form and each once, whoever records them. */
export function outsideIdsContract(engine: string, { open }: Engine): void {
  describe(`ids in other registries: ${engine}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'entente-'));
    let graph: Graph;
    let ask: (query: string) => Promise<any>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      const server = serverOver(graph, ontology);
      ask = async (query) => {
        const { data, errors } = await server(query);
        if (errors) throw new Error(errors[0]?.message);
        return data;
      };
    });
    afterAll(async () => {
      await graph?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const sameAs = async (id = ID) =>
      (await graph.read((unit) => readEntityFacts(unit, ontology, [id])))[0]?.sameAs ?? null;

    async function load(format: Format, name: string, text: string) {
      const path = join(folder, name);
      writeFileSync(path, text);
      const problems: RowProblem[] = [];
      const { outcome } = await loadFiles(
        graph,
        ontology,
        { format, files: [{ name, path }], about: {}, dryRun: false, strict: false, replace: false },
        { ...SILENT, problem: (problem) => problems.push(problem) },
      );
      return { outcome, problems };
    }

    test('facts, tables and later statements agree on one form, and any form finds it', async () => {
      await fillEmpty(
        graph,
        ontology,
        {
          entities: [document('document:a'), lab('document:a', 'http://wikidata.org/wiki/q5/', CANONICAL)],
          relations: [],
        },
        new Date(0),
      );
      expect(await sameAs()).toEqual([CANONICAL]);
      const again = await record(graph, ontology, {
        entities: [document('document:b'), lab('document:b', 'https://www.wikidata.org/wiki/Q5')],
        relations: [],
      });
      expect(again.entities).toEqual({ made: 1, changed: 1, unchanged: 0 });
      expect(await sameAs()).toEqual([CANONICAL]);
      const mapping = readMapping('labs.yaml', MAPPING, ontology);
      await load(mapping, 'labs.csv', 'id,name,url\na,Lab,http://ror.org/00ABCDE12/\n');
      expect(await sameAs()).toEqual(['https://ror.org/00abcde12', CANONICAL]);
      const found = await ask(`{
        eq: institutions(where: { sameAs: { eq: "https://www.wikidata.org/wiki/Q5" } }) { nodes { id sameAs } }
        in: institutions(where: { sameAs: { in: ["http://www.ror.org/00abcde12"], matchCase: true } }) { nodes { id } }
        part: institutions(where: { sameAs: { contains: "wiki/Q5" } }) { totalCount }
      }`);
      expect(found).toEqual({
        eq: { nodes: [{ id: ID, sameAs: ['https://ror.org/00abcde12', CANONICAL] }] },
        in: { nodes: [{ id: ID }] },
        part: { totalCount: 0 },
      });
      // Another way to write the same changes nothing.
      const { outcome } = await load(mapping, 'labs.csv', 'id,name,url\na,Lab,https://ror.org/00abcde12\n');
      expect(outcome.rows).toEqual({ read: 1, made: 0, unchanged: 1, changed: 0, skipped: 0 });
    });

    test('a malformed id elsewhere costs the id, not the row', async () => {
      const { outcome, problems } = await load(
        ror,
        'records.jsonl',
        `${recordOf('000000a01', ['Q1', 'q1', 'Q2', 'Q2'])}\n${recordOf('000000a02', ['Q0'])}\n`,
      );
      expect(outcome.rows).toEqual({ read: 2, made: 2, unchanged: 0, changed: 0, skipped: 0 });
      expect(outcome.problems).toBe(2);
      expect(problems.map(({ line, column, value, costs }) => [line, column, value, costs])).toEqual([
        [1, 'external_ids.all', 'q1', 'value'],
        [2, 'external_ids.all', 'Q0', 'value'],
      ]);
      expect(await sameAs('institution:ror-000000a01')).toEqual([
        'https://ror.org/000000a01',
        'https://www.wikidata.org/entity/Q1',
        'https://www.wikidata.org/entity/Q2',
      ]);
      const { institutions } = await ask(
        '{ institutions(where: { status: { eq: INACTIVE } }) { nodes { id status founded { edtf } } } }',
      );
      expect(institutions.nodes).toEqual(
        ['000000a01', '000000a02'].map((id) => ({
          id: `institution:ror-${id}`,
          status: 'INACTIVE',
          founded: { edtf: '1969' },
        })),
      );
    });

    test('an institution is not there before it was founded', async () => {
      const on = (day: string) =>
        ask(`query @asOf(date: "${day}") { institution(id: "institution:ror-000000a01") { id } }`);
      expect(await on('1968-12-31')).toEqual({ institution: null });
      expect(await on('1969-01-01')).toEqual({ institution: { id: 'institution:ror-000000a01' } });
    });

    test('a database of an earlier layout gets the one form', async () => {
      await graph.write((unit) =>
        unit.run({
          text: "MATCH (n:Entity {id: $id}) SET n.sameAs = $uris, n.sameAsFolded = $folded WITH n MERGE (d:EntenteDatabase {id: 'entente'}) SET d.layout = 6",
          parameters: {
            id: ID,
            uris: ['https://www.wikidata.org/wiki/Q5', 'http://www.wikidata.org/entity/Q5'],
            folded: ['https://www.wikidata.org/wiki/q5', 'http://www.wikidata.org/entity/q5'],
          },
        }),
      );
      await prepareLayout(graph, ontology);
      expect(await ask(`{ institution(id: "${ID}") { sameAs } }`)).toEqual({ institution: { sameAs: [CANONICAL] } });
      expect(
        await ask('{ institutions(where: { sameAs: { eq: "https://www.wikidata.org/wiki/Q5" } }) { totalCount } }'),
      ).toEqual({ institutions: { totalCount: 1 } });
    });
  });
}

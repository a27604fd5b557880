import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { factLines } from '../../src/export/facts.ts';
import { selectEverything as chosenOf } from '../../src/export/selection.ts';
import { delegateGraph, delegateUnit } from '../../src/graph/port/delegate.ts';
import type { Graph, Statement } from '../../src/graph/port/graph.ts';
import { allEntityFacts, allRelationFacts, readEntityFacts } from '../../src/graph/storage/facts-reader.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFactObjects } from '../../src/ingest/facts/fact-objects.ts';
import { h2020Participations } from '../../src/ingest/formats/h2020-participations.ts';
import type { RowProblem } from '../../src/ingest/formats/row.ts';
import { GENTLE_BATCH, type LoadOptions, loadFiles } from '../../src/ingest/run/load-files.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { PATIENCE } from '../support/patience.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const folder = mkdtempSync(join(tmpdir(), 'entente-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asker = (graph: Graph) => {
  const ask = serverOver(graph, ontology);
  return async (query: string): Promise<unknown> => {
    const { data, errors } = await ask(query);
    return errors ?? data;
  };
};

/** A table in its publisher's format. */
const table = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`;
const HEADER = 'rcn,role,pic,type,contribution,country,start_date,end_date,total_cost';
const participations = (...rows: string[]) => table(HEADER, rows);
const COORDINATOR = '1,coordinator,100,HES,1000.5,EL,2019-06-01,2022-05-31,3000';
const PARTICIPANT = '1,participant,200,PRC,NA,KR,2019-06-01,2022-05-31,3000';
const PARTS = table('rcn,programme_part', ['1,SC5', '9,LEIT']);

async function load(
  graph: Graph,
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> & { stopAfter?: number } = {},
) {
  const names = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return { name: join(folder, name), path: join(folder, name) };
  });
  const told = {
    problems: [] as RowProblem[],
    waiting: [] as string[],
    absent: [] as string[],
    cycles: [] as string[],
    resumed: 0,
  };
  let batches = 0;
  const loaded = await loadFiles(
    graph,
    ontology,
    {
      format: h2020Participations,
      files: names,
      about: {},
      dryRun: false,
      strict: false,
      replace: false,
      ...options,
    },
    {
      problem: (problem) => told.problems.push({ ...problem, file: problem.file.slice(folder.length + 1) }),
      waiting: (relation) => told.waiting.push(relation.id),
      cycle: (ids) => told.cycles.push(ids.join(' ')),
      absent: (kind, id, retracted) => told.absent.push(`${kind} ${id}${retracted ? ' retracted' : ''}`),
      note: () => {},
      step: () => {},
      resumed: (rows) => {
        told.resumed = rows;
      },
      stopped: () => {
        batches += 1;
        return options.stopAfter !== undefined && batches > options.stopAfter;
      },
    },
  );
  return { ...loaded, ...told };
}

/** All facts in the graph, sorted. */
async function everything(graph: Graph): Promise<string[]> {
  const found: unknown[] = [];
  for (const { name } of ontology.entities)
    for await (const fact of allEntityFacts(graph, ontology, name)) found.push(fact);
  for (const { type } of ontology.relations)
    for await (const fact of allRelationFacts(graph, ontology, type)) found.push(fact);
  return found.map((fact) => JSON.stringify(fact)).sort();
}

/** The lines that `entente export facts` writes. */
async function exportedFacts(graph: Graph): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of factLines(await chosenOf(graph, ontology), ontology)) lines.push(line);
  return lines;
}

const claimsOf = async (graph: Graph, id: string, field: string) => {
  const [fact] = await graph.read((unit) => readEntityFacts(unit, ontology, [id]));
  return (fact?.claims[field] ?? []).map(({ value, sources }) => [
    value,
    sources.map((s) => `${s.document} ${s.locator}`),
  ]);
};

const TABLE = 'document:h2020-participations-participations';
const OTHER = 'document:other-participations';

/** The contract of every engine about imports. */
export function importContract(engine: string, { open }: Engine): void {
  const opened = async () => {
    const graph = await open();
    await prepareLayout(graph, ontology);
    return graph;
  };

  describe(`import: ${engine}`, () => {
    test('a table becomes entities and relations that cite their rows; a relation without an end waits for it', async () => {
      const graph = await opened();
      const { outcome, waiting, problems } = await load(graph, {
        'parts.csv': PARTS,
        'h2020.csv': participations(COORDINATOR, PARTICIPANT),
      });
      expect(problems).toEqual([]);
      expect(waiting).toEqual(['project:h2020-9/IN_AREA/area:h2020-leit']);
      expect(outcome).toEqual({
        rows: { read: 4, made: 4, changed: 0, unchanged: 0, skipped: 0 },
        entities: { made: 5, changed: 0, unchanged: 0 },
        relations: { made: 3, changed: 0, unchanged: 0, waiting: 1, tied: 0 },
        problems: 0,
        notes: { 'country: EL taken as GR, the code of ISO 3166-1': 1 },
        absent: { entities: 0, relations: 0, retracted: 0 },
      });
      const ask = asker(graph);
      expect(
        await ask(`{
          project(id: "project:h2020-1") {
            name period { edtf } budget { amount currency }
            participants(orderBy: [{ id: ASC }]) {
              edges { role amounts { amount } sources { document { name publishers { nodes { name } } } locator } node { id country } }
            }
            areas { nodes { name } }
          }
        }`),
      ).toEqual({
        project: {
          name: 'RCN 1',
          period: { edtf: '2019-06-01/2022-05-31' },
          budget: [{ amount: 3000, currency: 'EUR' }],
          participants: {
            edges: [
              {
                role: 'coordinator',
                amounts: [{ amount: 1000.5 }],
                sources: [
                  {
                    document: {
                      name: 'Participations in Horizon 2020: participations',
                      publishers: { nodes: [{ name: 'European Commission' }] },
                    },
                    locator: 'rcn=1 pic=100',
                  },
                ],
                node: { id: 'institution:pic-100', country: 'GR' },
              },
              {
                role: 'participant',
                amounts: [],
                sources: [
                  {
                    document: {
                      name: 'Participations in Horizon 2020: participations',
                      publishers: { nodes: [{ name: 'European Commission' }] },
                    },
                    locator: 'rcn=1 pic=200',
                  },
                ],
                node: { id: 'institution:pic-200', country: 'KR' },
              },
            ],
          },
          areas: {
            nodes: [{ name: 'Climate action, environment, resource efficiency and raw materials' }],
          },
        },
      });
      // A later file brings the project, and the relation that waited for it is recorded.
      const later = await load(graph, { 'more.csv': participations('9,coordinator,100,HES,5,GR,2020,2021,7') });
      expect(later.outcome.relations).toMatchObject({ made: 1, tied: 1 });
      expect(await ask('{ project(id: "project:h2020-9") { areas { nodes { id } } } }')).toEqual({
        project: { areas: { nodes: [{ id: 'area:h2020-leit' }] } },
      });
      await graph.close();
    });

    test('importing the same files again, in any order, changes nothing and reports that', async () => {
      const graph = await opened();
      const files = { 'h2020.csv': participations(COORDINATOR, PARTICIPANT), 'parts.csv': PARTS };
      await load(graph, files);
      const before = await everything(graph);
      const again = await load(graph, files);
      expect(again.outcome.rows).toEqual({ read: 4, made: 0, changed: 0, unchanged: 4, skipped: 0 });
      const turned = await load(graph, {
        'h2020.csv': participations(PARTICIPANT, COORDINATOR),
        'parts.csv': PARTS,
      });
      expect(turned.outcome.rows).toMatchObject({ made: 0, changed: 0, unchanged: 4 });
      // Only the checksum of the document differs.
      expect((await everything(graph)).filter((fact) => !before.includes(fact))).toHaveLength(1);
      await graph.close();
    });

    test('bad rows are skipped and reported by line, column and value; the others are imported', async () => {
      const graph = await opened();
      const { outcome, problems } = await load(graph, {
        'bad.csv': participations(
          COORDINATOR,
          '2,participant,300,XYZ,1,DE,2019-01-01,2020-01-01,1',
          '2,participant,300,HES,"1,234",DE,2019-01-01,2020-02-30,1',
          '2,participant,300,HES,1,ZZ,01/02/20,2020-01-01,1',
          ',participant,300,HES,1,DE,2019-01-01,2020-01-01,1',
          '2,participant,300,HES,"1,5",DE,2019-01-01',
          '2,participant,300,HES,"1,5",DE,2020-01-01,2019-01-01,1',
          '3,participant,300,HES,"1,5",DE,2019-01-01,2020-01-01,1',
        ),
      });
      expect(outcome.rows).toEqual({ read: 8, made: 2, changed: 0, unchanged: 0, skipped: 6 });
      expect(problems.map(({ file, ...problem }) => problem)).toEqual([
        { line: 3, column: 'type', value: 'XYZ', expected: 'one of HES, PRC, REC, PUB, OTH' },
        { line: 4, column: 'end_date', value: '2020-02-30', expected: 'a day of the calendar' },
        {
          line: 4,
          column: 'contribution',
          value: '1,234',
          expected: 'a number whose comma can only be one thing: 1234 or 1.234',
        },
        { line: 5, column: 'country', value: 'ZZ', expected: 'a country code of ISO 3166-1, such as KR or GB, or EU' },
        {
          line: 5,
          column: 'start_date',
          value: '01/02/20',
          expected: 'a year with four digits, as two can be of any century',
        },
        { line: 6, column: 'rcn', value: '', expected: 'the record number of a project' },
        { line: 7, column: null, value: '2,participant,300,HES', expected: '9 cells, as the header has; got 7' },
        {
          line: 8,
          column: 'end_date',
          value: '2019-01-01',
          expected: 'an end that is not before the beginning, 2020-01-01',
        },
      ]);
      expect(outcome.notes).toMatchObject({ 'contribution: decimal comma taken as a decimal point': 1 });
      await graph.close();
    });

    test('strict refuses a file before it writes anything; a dry run writes nothing and reports the outcome', async () => {
      const graph = await opened();
      const bad = { 'bad.csv': participations(COORDINATOR, '2,participant,300,XYZ,1,DE,2019,2020,1') };
      const strict = await load(graph, bad, { strict: true });
      expect(strict).toMatchObject({ refused: true, outcome: { problems: 1, rows: { read: 2 } } });
      expect(strict.problems).toHaveLength(1);
      // Errors that only show beside an earlier row, or because the graph lacks the document.
      const twice = { 'twice.csv': participations(COORDINATOR, COORDINATOR.replace('1000.5', '7')) };
      expect((await load(graph, twice, { strict: true })).problems.map(({ line }) => line)).toEqual([3]);
      const cited = {
        id: 'area:a',
        names: [{ text: 'a', language: 'en' }],
        sources: [{ document: 'document:nowhere' }],
      };
      const facts = { 'a.jsonl': `{"entente":1}\n${JSON.stringify(cited)}\n` };
      expect((await load(graph, facts, { strict: true, format: null })).problems).toHaveLength(1);
      const dry = await load(graph, bad, { dryRun: true });
      expect(await everything(graph)).toEqual([]);
      const real = await load(graph, bad);
      expect(dry.outcome).toEqual(real.outcome);
      expect(real.outcome.rows).toEqual({ read: 2, made: 1, changed: 0, unchanged: 0, skipped: 1 });
      await graph.close();
    });

    test('a newer release updates changed facts, keeps their history, and lists absent ones', async () => {
      const graph = await opened();
      await load(graph, {
        'h2020.csv': participations(COORDINATOR, PARTICIPANT, '2,coordinator,300,REC,8,DE,2018,2019,9'),
      });
      const between = new Date(Date.now() + 2).toISOString();
      while (new Date().toISOString() <= between);
      const newer = {
        'h2020.csv': participations(
          '1,coordinator,100,HES,2000,GR,2019-06-01,2023-05-31,3000',
          '1,participant,400,PRC,6,KR,2019-06-01,2023-05-31,3000',
        ),
      };
      const { outcome, absent } = await load(graph, newer);
      expect(outcome.rows).toEqual({ read: 2, made: 1, changed: 1, unchanged: 0, skipped: 0 });
      expect(outcome.entities).toEqual({ made: 1, changed: 1, unchanged: 1 });
      expect(outcome.relations).toMatchObject({ made: 1, changed: 1, unchanged: 0 });
      expect(absent.sort()).toEqual([
        'entity institution:pic-200',
        'entity institution:pic-300',
        'entity project:h2020-2',
        'relation institution:pic-200/PARTICIPATES_IN/project:h2020-1',
        'relation institution:pic-300/PARTICIPATES_IN/project:h2020-2',
      ]);
      const ask = asker(graph);
      const question = `query Q {
        project(id: "project:h2020-1") { period { edtf } participants(orderBy: [{ id: ASC }]) { edges { amounts { amount } node { id } } } }
      }`;
      expect(await ask(question)).toEqual({
        project: {
          period: { edtf: '2019-06-01/2023-05-31' },
          participants: {
            edges: [
              { amounts: [{ amount: 2000 }], node: { id: 'institution:pic-100' } },
              { amounts: [], node: { id: 'institution:pic-200' } },
              { amounts: [{ amount: 6 }], node: { id: 'institution:pic-400' } },
            ],
          },
        },
      });
      const known = question.replace('query Q ', `query Q @asOf(known: "${between}") `);
      expect(await ask(known)).toEqual({
        project: {
          period: { edtf: '2019-06-01/2022-05-31' },
          participants: {
            edges: [
              { amounts: [{ amount: 1000.5 }], node: { id: 'institution:pic-100' } },
              { amounts: [], node: { id: 'institution:pic-200' } },
            ],
          },
        },
      });
      const replaced = await load(graph, newer, { replace: true });
      expect(replaced.outcome.absent).toEqual({ entities: 3, relations: 2, retracted: 2 });
      expect(await ask('{ project(id: "project:h2020-1") { participants { totalCount } } }')).toEqual({
        project: { participants: { totalCount: 2 } },
      });
      expect(await ask(known)).toMatchObject({ project: { participants: { edges: [{}, {}] } } });
      await graph.close();
    });

    test('the claims of two documents about one entity coexist, and importing either again changes nothing', async () => {
      const graph = await opened();
      const [mine, theirs] = [
        { 'h2020.csv': participations(COORDINATOR) },
        { 'other.csv': participations('1,coordinator,100,REC,1500,GR,2019-06-01,2022-05-31,3000') },
      ];
      await load(graph, mine);
      const second = await load(graph, theirs, { about: { source: 'document:other' } });
      expect(second.outcome.entities).toEqual({ made: 0, changed: 2, unchanged: 0 });
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual([
        ['UNIVERSITY', [`${TABLE} pic=100`]],
        ['RESEARCH', [`${OTHER} pic=100`]],
      ]);
      expect(await claimsOf(graph, 'institution:pic-100', 'country')).toEqual([
        ['GR', [`${TABLE} pic=100`, `${OTHER} pic=100`]],
      ]);
      const ask = asker(graph);
      const relation = `{ project(id: "project:h2020-1") { participants { edges { amounts { amount } sources { document { id } stated } } } } }`;
      const both = {
        project: {
          participants: {
            edges: [
              {
                amounts: [{ amount: 1000.5 }],
                sources: [
                  { document: { id: TABLE }, stated: null },
                  { document: { id: OTHER }, stated: 'amounts: EUR 1500' },
                ],
              },
            ],
          },
        },
      };
      expect(await ask(relation)).toEqual(both);
      const before = await everything(graph);
      for (const [files, source] of [
        [mine, undefined],
        [theirs, 'document:other'],
      ] as const) {
        const again = await load(graph, files, { about: { source } });
        expect(again.outcome.rows).toEqual({ read: 1, made: 0, changed: 0, unchanged: 1, skipped: 0 });
      }
      expect(await everything(graph)).toEqual(before);
      // The other document is corrected: its claim is retracted, that of the first remains.
      await load(
        graph,
        { 'other.csv': participations('1,coordinator,100,HES,1000.5,GR,2019-06-01,2022-05-31,3000') },
        {
          about: { source: 'document:other' },
        },
      );
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual([
        ['UNIVERSITY', [`${TABLE} pic=100`, `${OTHER} pic=100`]],
      ]);
      await graph.close();
    });

    test('when the first document of a relation changes it or drops it, the statement of the second remains', async () => {
      const graph = await opened();
      const source = { about: { source: 'document:other' } };
      const gone = participations('7,coordinator,700,HES,1,GR,2019,2020,1');
      const relation = async () => {
        const found: any = await asker(graph)(
          `{ project(id: "project:h2020-1") { participants { edges { role amounts { amount } sources { document { id } stated } } } } }`,
        );
        return found.project.participants.edges.map(({ role, amounts, sources }: any) => [
          role,
          amounts.map(({ amount }: any) => amount),
          ...sources.map(({ document, stated }: any) => [document.id, stated]),
        ]);
      };
      await load(graph, { 'h2020.csv': participations(COORDINATOR) });
      await load(graph, { 'other.csv': participations(COORDINATOR.replace('1000.5', '1500')) }, source);
      expect(await relation()).toEqual([['coordinator', [1000.5], [TABLE, null], [OTHER, 'amounts: EUR 1500']]]);
      // The first document agrees with the second, and then states something else.
      await load(graph, { 'h2020.csv': participations(COORDINATOR.replace('1000.5', '1500')) });
      expect(await relation()).toEqual([['coordinator', [1500], [TABLE, null], [OTHER, null]]]);
      await load(graph, { 'h2020.csv': participations(COORDINATOR.replace('coordinator', 'partner')) });
      const both = ['partner', [1000.5], [TABLE, null], [OTHER, 'amounts: EUR 1500; role: coordinator']];
      expect(await relation()).toEqual([both]);
      const before = await everything(graph);
      await load(graph, { 'other.csv': participations(COORDINATOR.replace('1000.5', '1500')) }, source);
      expect(await everything(graph)).toEqual(before);
      // A third document states less. The values that it lacks come from the others, and go with them.
      const third = { about: { source: 'document:third' } };
      await load(graph, { 'third.csv': participations(COORDINATOR.replace('1000.5', 'NA')) }, third);
      const THIRD = 'document:third-participations';
      expect(await relation()).toEqual([[...both, [THIRD, 'role: coordinator']]]);
      await load(graph, { 'h2020.csv': gone }, { replace: true });
      expect(await relation()).toEqual([['coordinator', [1500], [OTHER, null], [THIRD, null]]]);
      await load(graph, { 'other.csv': gone }, { ...source, replace: true });
      expect(await relation()).toEqual([['coordinator', [], [THIRD, null]]]);
      const alone = await everything(graph);
      const again = await load(graph, { 'third.csv': participations(COORDINATOR.replace('1000.5', 'NA')) }, third);
      expect(again.outcome.rows).toMatchObject({ made: 0, changed: 0, unchanged: 1 });
      expect(await everything(graph)).toEqual(alone);
      await graph.close();
    });

    test('the statements of several documents about a relation are exported, and another graph continues from them', async () => {
      const [graph, elsewhere] = [await opened(), openEmbedded(null, PATIENCE)];
      await prepareLayout(elsewhere, ontology);
      const of = (source: string) => ({ about: { source } });
      await load(graph, { 'h2020.csv': participations(COORDINATOR.replace('coordinator', 'partner')) });
      await load(graph, { 'other.csv': participations(COORDINATOR.replace('1000.5', '1500')) }, of('document:other'));
      await load(graph, { 'third.csv': participations(COORDINATOR.replace('1000.5', 'NA')) }, of('document:third'));
      const lines = await exportedFacts(graph);
      const THIRD = 'document:third-participations';
      const locator = 'rcn=1 pic=100';
      expect(lines.filter((line) => line.includes('"statedBy"')).map((line) => JSON.parse(line))).toEqual([
        {
          type: 'PARTICIPATES_IN',
          from: 'institution:pic-100',
          to: 'project:h2020-1',
          role: 'partner',
          amounts: [{ amount: 1000.5, currency: 'EUR' }],
          sources: [
            { document: TABLE, locator },
            { document: OTHER, locator, stated: 'amounts: EUR 1500; role: coordinator' },
            { document: THIRD, locator, stated: 'role: coordinator' },
          ],
          // A row of a table mentions its subject, not every entity in it.
          mentions: false,
          statedBy: {
            [TABLE]: { role: 'partner', amounts: [{ amount: 1000.5, currency: 'EUR' }] },
            [OTHER]: { role: 'coordinator', amounts: [{ amount: 1500, currency: 'EUR' }] },
            [THIRD]: { role: 'coordinator' },
          },
        },
      ]);
      const facts = { 'graph.jsonl': lines.join('') };
      await load(elsewhere, facts, { format: null });
      expect(await exportedFacts(elsewhere)).toEqual(lines);
      expect(await everything(elsewhere)).toEqual(await everything(graph));
      const again = await load(elsewhere, facts, { format: null });
      expect(again.outcome.relations).toMatchObject({ made: 0, changed: 0 });
      // The first document drops the relation: both graphs show the values of the second, and then of the third.
      const gone = { 'h2020.csv': participations('7,coordinator,700,HES,1,GR,2019,2020,1') };
      for (const [source, amounts] of [
        [{}, [{ amount: 1500, currency: 'EUR' }]],
        [of('document:other'), undefined],
      ] as const) {
        for (const each of [graph, elsewhere]) await load(each, gone, { ...source, replace: true });
        const left = await exportedFacts(graph);
        const [relation] = left.filter((line) => line.includes('"from":"institution:pic-100","to":"project:h2020-1"'));
        expect(JSON.parse(relation as string)).toMatchObject({ role: 'coordinator', ...(amounts && { amounts }) });
        expect(await exportedFacts(elsewhere)).toEqual(left);
      }
      // The statements of other documents remain.
      await load(graph, { 'h2020.csv': participations(COORDINATOR.replace('coordinator', 'leader')) });
      await load(graph, facts, { format: null });
      const [joined] = (await exportedFacts(graph)).filter((line) => line.includes('"statedBy"'));
      expect(JSON.parse(joined as string).statedBy[OTHER]).toEqual({
        role: 'coordinator',
        amounts: [{ amount: 1500, currency: 'EUR' }],
      });
      await Promise.all([graph.close(), elsewhere.close()]);
    });

    test('the statements of documents about a relation must match its sources and its values', async () => {
      const graph = await opened();
      const document = (id: string) => ({ id, names: [{ text: id, language: 'en' }], sources: [{ document: id }] });
      const area = { id: 'area:a', names: [{ text: 'a', language: 'en' }], sources: [{ document: 'document:a' }] };
      const relation = (role: string, statedBy: unknown) => ({
        type: 'HOLDS_OFFICE',
        from: 'minister:m',
        to: 'institution:i',
        role,
        sources: [{ document: 'document:a' }, { document: 'document:b' }],
        statedBy,
      });
      const lines = [
        { entente: 1 },
        document('document:a'),
        document('document:b'),
        { ...area, id: 'minister:m' },
        { ...area, id: 'institution:i' },
        relation('x', { 'document:a': { role: 'x' }, 'document:c': { role: 'y' } }),
        relation('y', { 'document:a': { role: 'x' }, 'document:b': { role: 'y' } }),
        relation('x', { 'document:a': { role: 'x' }, 'document:b': { roll: 'y' } }),
        relation('y', { 'document:a': {}, 'document:b': { role: 'y' } }),
      ];
      const text = lines.map((line) => JSON.stringify(line)).join('\n');
      const { problems, outcome } = await load(graph, { 'facts.jsonl': text }, { format: null });
      expect(problems.map(({ line, expected, value }) => [line, expected, value])).toEqual([
        [
          6,
          'one of document:a, document:b in statedBy (what each document of the sources states) (did you mean document:a?)',
          '"document:c"',
        ],
        [6, 'statedBy (what each document of the sources states) with "document:b"', 'none'],
        [7, 'role to be that of the first document in sources that states one: "x"', '"y"'],
        [
          8,
          'one of rank, note, role, appointed, period, cabinet in what document:b states (did you mean role?)',
          '"roll"',
        ],
      ]);
      expect(outcome.relations).toMatchObject({ made: 1 });
      await graph.close();
    });

    test('rows of one table that disagree make an entity contested; of a relation, the later row is bad', async () => {
      const graph = await opened();
      const files = {
        'h2020.csv': participations(
          COORDINATOR,
          '2,participant,100,REC,1,GR,2019,2020,1',
          '2,participant,100,REC,1,GR,2019,2020,1',
          '2,participant,100,REC,2,GR,2019,2020,1',
        ),
      };
      const { outcome, problems } = await load(graph, files);
      expect(outcome.rows).toEqual({ read: 4, made: 2, changed: 0, unchanged: 1, skipped: 1 });
      expect(problems).toEqual([
        {
          file: 'h2020.csv',
          line: 5,
          column: null,
          value: 'institution:pic-100/PARTICIPATES_IN/project:h2020-2',
          expected: 'one statement of a relation in a document; an earlier row gave it other values',
        },
      ]);
      // Claims of one document are ordered by value, as rows can come in any order.
      const contested = [
        ['RESEARCH', [`${TABLE} pic=100`]],
        ['UNIVERSITY', [`${TABLE} pic=100`]],
      ];
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual(contested);
      const again = await load(graph, files);
      expect(again.outcome.rows).toEqual({ read: 4, made: 0, changed: 0, unchanged: 3, skipped: 1 });
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual(contested);
      // The next release lacks the second row.
      await load(graph, { 'h2020.csv': participations(COORDINATOR) });
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual([['UNIVERSITY', [`${TABLE} pic=100`]]]);
      await graph.close();
    });

    test('a stopped import resumes where it stopped, with the same graph and the same counts in the end', async () => {
      const rows = Array.from(
        { length: 400 },
        (_, i) => `${i % 90},participant,${i},${i === 399 ? 'XYZ' : 'HES'},${i},KR,2019,2020,${i % 90}`,
      );
      const files = { 'h2020.csv': participations(...rows), 'parts.csv': PARTS };
      const whole = await opened();
      const batch = 300;
      const once = await load(whole, files, { batch });
      const stated = await everything(whole);
      await whole.close();
      expect(once.outcome.rows).toEqual({ read: 402, made: 401, changed: 0, unchanged: 0, skipped: 1 });
      const parts = await opened();
      const first = await load(parts, files, { batch, stopAfter: 1 });
      expect(first.stoppedAfter).toMatchObject({ rows: 100, line: 101 });
      const second = await load(parts, files, { batch, stopAfter: 2 });
      expect(second.resumed).toBe(100);
      const third = await load(parts, files, { batch });
      expect(third.resumed).toBeGreaterThan(100);
      expect(third.outcome).toEqual(once.outcome);
      expect(await everything(parts)).toEqual(stated);
      // A complete import leaves nothing to resume.
      expect((await load(parts, files, { batch })).resumed).toBe(0);
      await parts.close();
    });

    test('each write names the entities it changes, so that cached orders and the search index need no rebuild', async () => {
      const graph = await opened();
      const silent = new Set<string>();
      const watched = delegateGraph(graph, {
        write: (work, options) =>
          graph.write((unit) => {
            const watch = <T>(next: (statement: Statement) => Promise<T>) => {
              return (statement: Statement) => {
                if (!statement.changes) silent.add(statement.text);
                return next(statement);
              };
            };
            return work(
              delegateUnit(unit, { run: watch((next) => unit.run(next)), send: watch((next) => unit.send(next)) }),
            );
          }, options),
      });
      await load(watched, { 'h2020.csv': participations(COORDINATOR, PARTICIPANT), 'parts.csv': PARTS });
      const newer = participations(COORDINATOR.replace('HES', 'REC'), '9,participant,100,HES,1,GR,2020,2021,1');
      await load(watched, { 'h2020.csv': newer }, { replace: true });
      expect([...silent]).toEqual([]);
      await graph.close();
    });

    test('a stopped import starts over if another import of its document came between', async () => {
      const graph = await opened();
      const release = (country: string) => ({
        [`${country}.csv`]: participations(
          ...Array.from({ length: 150 }, (_, i) => `${i},participant,${i},HES,1,${country},2019,2020,1`),
        ),
      });
      const countries = async () =>
        new Set((await everything(graph)).flatMap((fact) => /"country":\[\{"value":"(..)"/.exec(fact)?.[1] ?? []));
      const batch = 300;
      await load(graph, release('KR'), { batch, stopAfter: 1 });
      expect(await countries()).toEqual(new Set(['KR']));
      await load(graph, release('DE'), { batch });
      const again = await load(graph, release('KR'), { batch });
      expect(again.resumed).toBe(0);
      expect(again.outcome.rows).toEqual({ read: 150, made: 0, changed: 150, unchanged: 0, skipped: 0 });
      expect(await countries()).toEqual(new Set(['KR']));
      // An import of another document doesn't matter.
      await load(graph, release('DE'), { batch, stopAfter: 1 });
      await load(graph, { 'other.csv': participations(COORDINATOR) }, { about: { source: 'document:other' } });
      expect((await load(graph, release('DE'), { batch })).resumed).toBe(100);
      await graph.close();
    });

    test('a dry run reports what a real import does, across batches, with late ends and retractions', async () => {
      const graph = await opened();
      const many = Array.from({ length: 400 }, (_, i) => `${i},participant,${i},HES,1,KR,2019,2020,1`);
      const files = (...last: string[]) => ({
        'parts.csv': table('rcn,programme_part', ['399,SC5', '9,LEIT']),
        'h2020.csv': participations(...many, ...last),
      });
      for (const [release, options] of [
        [files('1,participant,0,REC,1,DE,2019,2020,1'), {}],
        [files('1,participant,0,REC,1,FR,2019,2020,1'), {}],
        [{ 'h2020.csv': participations(...many.slice(7)) }, { replace: true }],
      ] as const) {
        const dry = await load(graph, release, { ...options, batch: GENTLE_BATCH, dryRun: true });
        const real = await load(graph, release, { ...options, batch: GENTLE_BATCH });
        expect({ ...dry, outcome: dry.outcome }).toEqual(real);
      }
      await graph.close();
    });

    test('a waiting relation is retracted if a newer release drops it, and is not recorded later', async () => {
      const graph = await opened();
      const parts = (...rows: string[]) => ({ 'parts.csv': table('rcn,programme_part', rows) });
      await load(graph, parts('1,SC5', '9,LEIT'));
      const listed = await load(graph, parts('1,SC5'));
      expect(listed.absent).toEqual(['entity area:h2020-leit', 'relation project:h2020-9/IN_AREA/area:h2020-leit']);
      const replaced = await load(graph, parts('1,SC5'), { replace: true });
      expect(replaced.absent).toEqual([
        'entity area:h2020-leit',
        'relation project:h2020-9/IN_AREA/area:h2020-leit retracted',
      ]);
      const { outcome } = await load(graph, {
        'h2020.csv': participations(COORDINATOR, '9,coordinator,100,HES,1,GR,2019,2020,1'),
      });
      expect(outcome.relations).toEqual({ made: 2, changed: 0, unchanged: 0, waiting: 0, tied: 1 });
      expect(await asker(graph)('{ area(id: "area:h2020-leit") { projects { totalCount } } }')).toEqual({
        area: { projects: { totalCount: 0 } },
      });
      await graph.close();
    });

    test('a newer release replaces the waiting relations of the last one, in a dry run as well', async () => {
      const graph = await opened();
      const sources = [{ document: 'document:d' }];
      const thing = (id: string) => ({ id, names: [{ text: id, language: 'en' }], sources });
      const funds = (amount: number) => ({
        type: 'FUNDS',
        from: 'institution:q',
        to: 'project:p',
        amounts: [{ amount, currency: 'EUR' }],
        sources,
      });
      const lines = (...items: unknown[]) => ({
        'a.jsonl': [{ entente: 1 }, ...items].map((line) => JSON.stringify(line)).join('\n'),
      });
      const [d, q, p] = ['document:d', 'institution:q', 'project:p'].map(thing);
      expect((await load(graph, lines(d, q, funds(100)), { format: null })).outcome.relations.waiting).toBe(1);
      const newer = lines(d, q, p, funds(200));
      const told = { made: 1, changed: 0, unchanged: 0, waiting: 0, tied: 0 };
      expect((await load(graph, newer, { format: null, dryRun: true })).outcome.relations).toEqual(told);
      expect((await load(graph, newer, { format: null })).outcome.relations).toEqual(told);
      const query = '{ project(id: "project:p") { funders { edges { amounts { amount } } } } }';
      expect(await asker(graph)(query)).toEqual({ project: { funders: { edges: [{ amounts: [{ amount: 200 }] }] } } });
      await graph.close();
    });

    test('a new statement of one document replaces what two documents stated of a pending relation', async () => {
      const thing = (id: string) => ({
        id,
        names: [{ text: id, language: 'en' }],
        sources: [{ document: 'document:d' }],
      });
      const [d, e, q, p] = ['document:d', 'document:e', 'institution:q', 'project:p'].map(thing);
      const funds = (amount: number, ...documents: string[]) => ({
        type: 'FUNDS',
        from: 'institution:q',
        to: 'project:p',
        amounts: [{ amount, currency: 'EUR' }],
        sources: documents.map((document) => ({ document })),
      });
      const both = funds(100, 'document:d', 'document:e');
      const graphOf = async (...files: unknown[][]) => {
        const graph = await opened();
        for (const items of files) {
          const text = [{ entente: 1 }, ...items].map((line) => JSON.stringify(line)).join('\n');
          await load(graph, { 'a.jsonl': text }, { format: null });
        }
        const lines = await exportedFacts(graph);
        await graph.close();
        return lines;
      };
      const inOrder = await graphOf([d, e, q, p, both], [funds(200, 'document:d')]);
      expect(await graphOf([d, e, q, both], [funds(200, 'document:d')], [p])).toEqual(inOrder);
      expect(await graphOf([d, e, q, both], [p, funds(200, 'document:d')])).toEqual(inOrder);
    });

    test('a stopped import starts over if record has restated its rows', async () => {
      const [graph, anew] = [await opened(), await opened()];
      const thing = (id: string, name = id) => ({
        id,
        names: [{ text: name, language: 'en' }],
        sources: [{ document: 'document:d' }],
      });
      const items = [{ entente: 1 }, thing('document:d'), thing('area:a'), thing('area:b')];
      const file = { 'a.jsonl': items.map((line) => JSON.stringify(line)).join('\n') };
      await load(graph, file, { format: null, batch: 1, stopAfter: 2 });
      const { facts } = checkFactObjects({ entities: [thing('area:a', 'Another')] }, ontology);
      await record(graph, ontology, facts, { restate: true });
      await load(graph, file, { format: null });
      await load(anew, file, { format: null });
      expect(await exportedFacts(graph)).toEqual(await exportedFacts(anew));
      await Promise.all([graph.close(), anew.close()]);
    });

    test('facts that repeat entities and relations fill an empty graph as record does', async () => {
      const [filled, recorded] = [await opened(), await opened()];
      const thing = (id: string, name: string, document: string) => ({
        id,
        names: [{ text: name, language: 'en' }],
        sources: [{ document }],
      });
      const twice = ['document:d', 'document:e'].map((document) => {
        const relation = { type: 'WORKS_ON', from: 'institution:q', to: 'area:a', note: document };
        const entities = [thing(document, 'D', document), thing('institution:q', document, document)];
        return checkFactObjects(
          {
            entities: [...entities, thing('area:a', 'A', document)],
            relations: [{ ...relation, sources: [{ document }] }],
          },
          ontology,
        ).facts;
      });
      const facts = {
        entities: twice.flatMap(({ entities }) => entities),
        relations: twice.flatMap(({ relations }) => relations),
      };
      await fillEmpty(filled, ontology, facts, new Date());
      await record(recorded, ontology, facts);
      expect(await exportedFacts(filled)).toEqual(await exportedFacts(recorded));
      await Promise.all([filled.close(), recorded.close()]);
    });

    test('a release with unreadable rows lists and retracts nothing', async () => {
      const graph = await opened();
      await load(graph, { 'h2020.csv': participations(COORDINATOR, PARTICIPANT) });
      const next = { 'h2020.csv': participations(COORDINATOR, '1,participant,200,PRC,NA,KR') };
      for (const replace of [false, true]) {
        const { outcome, absent } = await load(graph, next, { replace });
        expect(absent).toEqual([]);
        expect(outcome.absent).toEqual({ entities: 0, relations: 0, retracted: 0 });
        expect(Object.keys(outcome.notes)).toContain(
          'a document was not compared with its last release, as rows of it could not be read: nothing of it is listed or retracted',
        );
      }
      const query = '{ project(id: "project:h2020-1") { participants { totalCount } } }';
      expect(await asker(graph)(query)).toEqual({ project: { participants: { totalCount: 2 } } });
      await graph.close();
    });

    test('the less precise claim of one document returns when another document drops the precise one', async () => {
      const graph = await opened();
      const stated = (document: string, period: string, place: object) => ({
        [`${document}.jsonl`]: [
          { entente: 1 },
          {
            id: `document:${document}`,
            names: [{ text: document, language: 'en' }],
            sources: [{ document: `document:${document}` }],
          },
          {
            id: 'event:e',
            names: [{ text: 'E', language: 'en' }],
            period,
            place,
            sources: [{ document: `document:${document}` }],
          },
        ]
          .map((line) => JSON.stringify(line))
          .join('\n'),
      });
      const a = stated('a', '2024', { city: 'Brussels', country: 'BE' });
      const facts = { format: null };
      await load(graph, a, facts);
      await load(graph, stated('b', '2024-03', { name: 'Berlaymont', city: 'Brussels', country: 'BE' }), facts);
      const claims = async () => [
        ...(await claimsOf(graph, 'event:e', 'period')).map(([value, sources]: any) => [value.edtf, sources]),
        ...(await claimsOf(graph, 'event:e', 'place')).map(([value, sources]: any) => [value.name, sources]),
      ];
      const both = ['document:b null', 'document:a null'];
      expect(await claims()).toEqual([
        ['2024-03', both],
        ['Berlaymont', both],
      ]);
      // Repeating the less precise claim changes nothing.
      expect((await load(graph, a, facts)).outcome.entities).toEqual({ made: 0, changed: 0, unchanged: 2 });
      await load(graph, stated('b', '2023-05', { name: 'Gaston Eyskens', city: 'Leuven', country: 'BE' }), facts);
      expect(await claims()).toEqual([
        ['2024', ['document:a null']],
        ['2023-05', ['document:b null']],
        [null, ['document:a null']],
        ['Gaston Eyskens', ['document:b null']],
      ]);
      await graph.close();
    });

    test('a value that a newer release leaves empty is a change; a bad row is not retracted', async () => {
      const graph = await opened();
      await load(graph, { 'h2020.csv': participations(COORDINATOR, PARTICIPANT) });
      const next = participations(
        '1,coordinator,100,HES,1000.5,,2019-06-01,2022-05-31,3000',
        PARTICIPANT.replace('PRC', 'XYZ'),
      );
      for (const dryRun of [true, false]) {
        const { outcome, absent } = await load(graph, { 'h2020.csv': next }, { replace: true, dryRun });
        expect(outcome.rows).toEqual({ read: 2, made: 0, changed: 1, unchanged: 0, skipped: 1 });
        expect(outcome.entities).toEqual({ made: 0, changed: 1, unchanged: 1 });
        expect(absent).toEqual([]);
      }
      expect(await claimsOf(graph, 'institution:pic-100', 'country')).toEqual([]);
      const again = await load(graph, { 'h2020.csv': next }, { replace: true });
      expect(again.outcome.rows).toEqual({ read: 2, made: 0, changed: 0, unchanged: 1, skipped: 1 });
      await graph.close();
    });

    test('rows that disagree change nothing when they come in another order', async () => {
      const graph = await opened();
      const rows = [COORDINATOR, '2,participant,100,REC,1,DE,2019,2020,1', '3,participant,100,PUB,1,KR,2019,2020,1'];
      await load(graph, { 'h2020.csv': participations(...rows) });
      const before = await claimsOf(graph, 'institution:pic-100', 'kind');
      const { outcome } = await load(graph, { 'h2020.csv': participations(...rows.reverse()) });
      expect(outcome.rows).toEqual({ read: 3, made: 0, changed: 0, unchanged: 3, skipped: 0 });
      expect(await claimsOf(graph, 'institution:pic-100', 'kind')).toEqual(before);
      await graph.close();
    });

    test('of two rows with different summaries the first counts, and importing them again changes nothing', async () => {
      const graph = await opened();
      const area = (summary: string) => ({
        id: 'area:a',
        names: [{ text: 'a', language: 'en' }],
        summary,
        sources: [{ document: 'document:d' }],
      });
      const document = {
        id: 'document:d',
        names: [{ text: 'D', language: 'en' }],
        sources: [{ document: 'document:d' }],
      };
      const files = {
        'a.jsonl': [{ entente: 1 }, document, area('first'), area('second')]
          .map((line) => JSON.stringify(line))
          .join('\n'),
      };
      await load(graph, files, { format: null });
      const again = await load(graph, files, { format: null });
      expect(again.outcome.rows).toEqual({ read: 3, made: 0, changed: 0, unchanged: 3, skipped: 0 });
      expect(again.outcome.entities).toEqual({ made: 0, changed: 0, unchanged: 2 });
      await graph.close();
    });

    test('a second summary of an entity is left out and counted, in a dry run as well', async () => {
      const graph = await opened();
      const area = (summary: string | undefined, document: string, more: object = {}) => ({
        id: 'area:a',
        names: [{ text: 'a', language: 'en' }],
        ...(summary === undefined ? {} : { summary }),
        ...more,
        sources: [{ document: `document:${document}` }],
      });
      const document = (id: string) => ({
        id: `document:${id}`,
        names: [{ text: id, language: 'en' }],
        sources: [{ document: `document:${id}` }],
      });
      const filler = (name: string) =>
        Array.from({ length: 150 }, (_, i) => ({ ...area(undefined, 'd'), id: `area:${name}-${i}` }));
      const facts = (...items: unknown[]) => ({
        'a.jsonl': [{ entente: 1 }, ...items].map((line) => JSON.stringify(line)).join('\n'),
      });
      const all = facts(
        document('d'),
        document('e'),
        area('first', 'd'),
        area('second', 'e'),
        ...filler('x'),
        area('first', 'e', { code: '1' }),
        area('third', 'e'),
        ...filler('y'),
        area(undefined, 'e', { code: '2' }),
      );
      const gentle = { format: null, batch: GENTLE_BATCH };
      for (const [files, left] of [
        [all, 2],
        [all, 2],
        [facts(area('fourth', 'e')), 1],
      ] as const) {
        const dry = await load(graph, files, { ...gentle, dryRun: true });
        const real = await load(graph, files, gentle);
        expect(real.outcome.notes).toEqual({ 'summary: kept aside, as the entity shows another one': left });
        expect(dry.outcome).toEqual(real.outcome);
      }
      expect(await asker(graph)('{ area(id: "area:a") { summary } }')).toEqual({ area: { summary: 'first' } });
      await graph.close();
    });

    test('facts whose ends come later make the same graph as facts in order', async () => {
      const sources = (locator: string) => [{ document: 'document:d', locator }];
      const document = {
        id: 'document:d',
        names: [{ text: 'D', language: 'en' }],
        sources: [{ document: 'document:d' }],
      };
      const [a, b] = ['a', 'b'].map((name) => ({
        id: `area:${name}`,
        names: [{ text: name, language: 'en' }],
        sources: sources(name),
      }));
      const relation = { type: 'NARROWER_THAN', from: 'area:a', to: 'area:b', sources: sources('c') };
      const lines = (...facts: unknown[]) => ({
        'facts.jsonl': [{ entente: 1 }, ...facts].map((line) => JSON.stringify(line)).join('\n'),
      });
      const whole = await opened();
      await load(whole, lines(document, a, b, relation), { format: null });
      const stated = await everything(whole);
      await whole.close();
      const parts = await opened();
      await load(parts, lines(document, relation, a), { format: null });
      const { outcome } = await load(parts, lines(b), { format: null });
      expect(outcome.relations.tied).toBe(1);
      expect(await everything(parts)).toEqual(stated);
      await parts.close();
    });

    test('a line that was refused because its document was missing is accepted when repeated after the document', async () => {
      const document = (id: string, source = id) => ({
        id: `document:${id}`,
        names: [{ text: id, language: 'en' }],
        sources: [{ document: `document:${source}` }],
      });
      const area = (name: string, source: string) => ({
        id: `area:${name}`,
        names: [{ text: name, language: 'en' }],
        sources: [{ document: `document:${source}` }],
      });
      const early = area('early', 'late');
      const filler = Array.from({ length: 250 }, (_, i) => area(`filler-${i}`, 'there'));
      const files = {
        'facts.jsonl': [
          { entente: 1 },
          document('there'),
          early,
          early,
          // A refused document and the facts that cite it, in either order.
          area('by-way', 'refused'),
          document('refused', 'late'),
          ...filler,
          document('late'),
          ...filler.map((fact) => ({ ...fact, summary: fact.id })),
          early,
          document('refused', 'late'),
          area('by-way', 'refused'),
        ]
          .map((line) => JSON.stringify(line))
          .join('\n'),
      };
      const gentle = { format: null, batch: GENTLE_BATCH };
      const whole = await opened();
      const once = await load(whole, files, gentle);
      expect(once.problems.map(({ line, value }) => [line, value])).toEqual([
        [3, 'document:late'],
        [4, 'document:late'],
        [5, 'document:refused'],
        [6, 'document:late'],
      ]);
      expect(once.outcome.rows).toEqual({ read: 509, made: 255, changed: 250, unchanged: 0, skipped: 4 });
      const stated = await everything(whole);
      expect(stated.filter((fact) => /"area:(early|by-way)"/.test(fact))).toHaveLength(4);
      await whole.close();
      const parts = await opened();
      await load(parts, files, { ...gentle, stopAfter: 1 });
      const rest = await load(parts, files, gentle);
      expect(rest.resumed).toBe(100);
      expect(rest.outcome).toEqual(once.outcome);
      expect(await everything(parts)).toEqual(stated);
      await parts.close();
    });

    test('mentions follow citations: locators that no fact cites any more disappear', async () => {
      const graph = await opened();
      const at = (locator: string) => [{ document: 'document:d', locator }];
      const document = {
        id: 'document:d',
        names: [{ text: 'D', language: 'en' }],
        sources: [{ document: 'document:d' }],
      };
      const area = (name: string, locator: string, more: object = {}) => ({
        id: `area:${name}`,
        names: [{ text: name, language: 'en' }],
        ...more,
        sources: at(locator),
      });
      const narrower = (locator: string) => ({
        type: 'NARROWER_THAN',
        from: 'area:a',
        to: 'area:b',
        sources: at(locator),
      });
      const facts = (...items: unknown[]) => ({
        'a.jsonl': [{ entente: 1 }, ...items].map((line) => JSON.stringify(line)).join('\n'),
      });
      const told = async (entity: string) => {
        const found: any = await asker(graph)(
          `{ node(id: "${entity}") { ... on Area { documents { edges { locator node { id } } } } ... on Institution { mentionedIn { edges { locator node { id } } } } } }`,
        );
        const { edges } = found.node.documents ?? found.node.mentionedIn;
        return edges.map(({ locator, node }: any) => `${node.id} ${locator}`).sort();
      };
      await load(graph, facts(document, area('a', '1'), area('b', '2'), narrower('3')), { format: null });
      expect(await told('area:a')).toEqual(['document:d 1, 3']);
      // The relation now cites the entity's old locator, and the entity a new one.
      await load(graph, facts(area('a', '4'), narrower('1')), { format: null });
      expect(await told('area:a')).toEqual(['document:d 1, 4']);
      expect(await told('area:b')).toEqual(['document:d 1, 2']);
      await load(graph, facts(narrower('5')), { format: null });
      expect([await told('area:a'), await told('area:b')]).toEqual([['document:d 4, 5'], ['document:d 2, 5']]);

      // A retracted row of one table leaves only the mention by the other.
      await load(graph, { 'h2020.csv': participations(COORDINATOR, PARTICIPANT) });
      await load(graph, { 'other.csv': participations(PARTICIPANT) }, { about: { source: 'document:other' } });
      expect(await told('institution:pic-200')).toEqual([`${TABLE} pic=200`, `${OTHER} pic=200`]);
      await load(graph, { 'h2020.csv': participations(COORDINATOR) }, { replace: true });
      expect(await told('institution:pic-200')).toEqual([`${OTHER} pic=200`]);
      await graph.close();
    });

    test.each([
      [120, 5],
      [50, 120],
    ])('a mention at its limit of locators lists those from %i that a newer release cites', async (from, count) => {
      const citing = (first: number, number: number) => {
        const sources = Array.from({ length: number }, (_, i) => ({
          document: 'document:e',
          locator: `page ${first + i}`,
        }));
        const named = { names: [{ text: 'A', language: 'en' }] };
        const facts = [
          { id: 'document:e', ...named, sources: [{ document: 'document:e' }] },
          { id: 'area:a', ...named, sources },
        ];
        return { 'places.jsonl': [{ entente: 1 }, ...facts].map((line) => JSON.stringify(line)).join('\n') };
      };
      const [graph, anew] = [await opened(), await opened()];
      await load(graph, citing(1, 150), { format: null });
      await load(graph, citing(from, count), { format: null });
      await load(anew, citing(from, count), { format: null });
      expect(await everything(graph)).toEqual(await everything(anew));
      await Promise.all([graph.close(), anew.close()]);
    });

    test('an import of an export restores the same mentions, whatever they derive from', async () => {
      const [graph, elsewhere] = [await opened(), openEmbedded(null, PATIENCE)];
      await prepareLayout(elsewhere, ontology);
      const cited = (locator: string | null) => [{ document: TABLE, ...(locator && { locator }) }];
      const thing = (id: string, sources: object[], more: object = {}) => ({
        id,
        names: [{ text: id, language: 'en' }],
        ...more,
        sources,
      });
      const relation = (from: string, type: string, to: string, sources: object[], more: object = {}) => ({
        type,
        from,
        to,
        ...more,
        sources,
      });
      // Facts cite the table's document by unordered paragraphs, more than a mention lists.
      const many = Array.from({ length: 130 }, (_, i) => (i * 37) % 130);
      const facts = [
        { entente: 1 },
        thing('document:e', [{ document: 'document:e' }]),
        thing('area:a', cited('paragraph 200')),
        thing('institution:pic-300', cited(null), {
          country: [{ value: 'KR', sources: cited('page 2') }],
        }),
        ...many.map((i) => thing(`project:${i}`, [{ document: 'document:e', locator: `paragraph ${i}` }])),
        ...many.map((i) => relation(`project:${i}`, 'IN_AREA', 'area:a', cited(`paragraph ${i}`))),
        relation('institution:pic-300', 'WORKS_ON', 'area:a', cited('row 7'), { mentions: false }),
        // Explicit mentions, one in place of a derived one and one beside the derived ones.
        relation('document:e', 'MENTIONS', 'project:3', [{ document: 'document:e', locator: 'page 9' }]),
        relation(TABLE, 'MENTIONS', 'document:e', [{ document: 'document:e' }], { note: 'by hand' }),
      ];
      await load(graph, { 'h2020.csv': participations(COORDINATOR, PARTICIPANT) });
      const more = { 'more.jsonl': facts.map((line) => JSON.stringify(line)).join('\n') };
      expect((await load(graph, more, { format: null })).problems).toEqual([]);
      await load(graph, { 'h2020.csv': participations(COORDINATOR, '2,participant,300,PRC,5,KR,NA,NA,NA') });
      const lines = await exportedFacts(graph);
      await load(elsewhere, { 'graph.jsonl': lines.join('') }, { format: null });
      expect(await everything(elsewhere)).toEqual(await everything(graph));
      expect(await exportedFacts(elsewhere)).toEqual(lines);
      const mentioned = lines.filter((line) => line.startsWith('{"type":"MENTIONS"')).map((line) => JSON.parse(line));
      expect(mentioned.map(({ to, sources }) => [to, sources.length])).toEqual([
        [TABLE, 1],
        ['project:3', 1],
        ['area:a', 100],
        ['document:e', 1],
      ]);
      await Promise.all([graph.close(), elsewhere.close()]);
    });

    test('several files of facts cite one document at several locators', async () => {
      const graph = await opened();
      const facts = (area: string, paragraph: number) =>
        JSON.stringify({
          entente: 1,
          entities: [
            {
              id: `area:${area}`,
              names: [{ text: area, language: 'en' }],
              sources: [{ document: 'document:d', paragraphs: [paragraph] }],
            },
            {
              id: 'area:both',
              names: [{ text: 'both', language: 'en' }],
              sources: [{ document: 'document:d', paragraphs: [paragraph] }],
            },
            ...(paragraph === 1
              ? [{ id: 'document:d', names: [{ text: 'D', language: 'en' }], sources: [{ document: 'document:d' }] }]
              : []),
          ],
          relations: [
            {
              type: 'NARROWER_THAN',
              from: `area:${area}`,
              to: 'area:both',
              sources: [{ document: 'document:d', paragraphs: [10 + paragraph] }],
            },
          ],
        });
      await load(graph, { 'one.json': facts('one', 1) }, { format: null });
      const second = await load(graph, { 'two.json': facts('two', 2) }, { format: null });
      expect(second.outcome.rows).toEqual({ read: 3, made: 2, changed: 1, unchanged: 0, skipped: 0 });
      // The citation of the second paragraph replaces that of the first.
      expect(await asker(graph)('{ area(id: "area:both") { documents { edges { locator } } } }')).toEqual({
        area: { documents: { edges: [{ locator: 'paragraph 2, paragraph 11, paragraph 12' }] } },
      });
      const deep = `{"entente":1}\n{"id":"area:deep","names":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`;
      expect((await load(graph, { 'deep.jsonl': deep }, { format: null })).problems).toEqual([
        { file: 'deep.jsonl', line: 2, column: null, value: 'lists in lists too deep to be one', expected: 'a fact' },
      ]);
      const missing = facts('three', 3).replaceAll('document:d', 'document:nowhere');
      const third = await load(graph, { 'three.json': missing }, { format: null });
      expect(third.problems[0]).toMatchObject({
        line: 1,
        column: 'sources',
        value: 'document:nowhere',
        expected: 'a document that stands before it in the files, or in the graph',
      });
      await graph.close();
    });
  });
}

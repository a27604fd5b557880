import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBundled } from '../src/ingest/facts/bundled.ts';
import type { Source } from '../src/ontology/facts.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { sourcesOf } from '../src/ontology/sources.ts';

const run = promisify(execFile);
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const data = readdirSync(path('data')).map((name) => path(`data/${name}`));

async function check(...files: string[]): Promise<{ code: number; lines: string[] }> {
  const { code, stdout } = await run(process.execPath, [path('dist/cli.js'), 'check', ...files]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return { code, lines: stdout.trim().split('\n') };
}

test('the bundled data has no problems', async () => {
  const { code, lines } = await check(...data);
  expect(lines).toEqual([expect.stringMatching(/^No problem: \d+ entities, \d+ relations in \d+ files\.$/)]);
  expect(code).toBe(0);
});

test('the JSON Schema accepts the bundled data and refuses unknown keys', () => {
  const schema = JSON.parse(readFileSync(path('schema/facts.schema.json'), 'utf8'));
  const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(schema);
  for (const file of data) {
    validate(parse(readFileSync(file, 'utf8')));
    expect(validate.errors).toBeNull();
  }
  expect(validate({ entente: 1, entities: [{ id: 'minister:a', names: [], sources: [], colour: 'red' }] })).toBe(false);
});

/** The number of paragraphs of each document: its lines that are not empty, counted from 1. */
const PARAGRAPHS: Readonly<Record<string, number>> = {
  'document:kerc-2024-03-27': 14,
  'document:ec-2021-12-07': 10,
  'document:eumonitor-2023-06-30': 8,
  'document:msit-2023-06-30': 14,
  'document:ec-joint-statement-2023-06-30': 13,
  'document:mddi-2025-12-01': 8,
};
/** What Entente adds itself. It has no paragraphs, so that nobody takes it for a document. */
const NOTES = 'document:entente-notes';

const { entities, relations } = await readBundled(createOntology());
/** Every place that the bundled data cites, with the fact that cites it. */
const cited = [...entities, ...relations].flatMap((fact) =>
  sourcesOf(fact).map((source) => ({ at: fact.id, ...source })),
);

const isInside = ({ document, locator }: Source) => {
  const paragraph = Number(/^paragraph ([1-9]\d*)$/.exec(locator ?? '')?.[1]);
  return document === NOTES ? locator === null : paragraph <= (PARAGRAPHS[document] ?? 0);
};

test('every place that the bundled data cites is a paragraph that its document has', () => {
  expect(new Set(cited.map(({ document }) => document))).toEqual(new Set([...Object.keys(PARAGRAPHS), NOTES]));
  expect(cited.filter((source) => !isInside(source))).toEqual([]);
});

test('every field, relation and name of the bundled data cites paragraphs of its own, or is marked as given by Entente', () => {
  const fields = entities.flatMap(({ id, claims }) =>
    Object.entries(claims).flatMap(([name, some]) => some.map(({ sources }) => ({ at: `${id} ${name}`, sources }))),
  );
  const facts = [...fields, ...relations.map(({ id, sources }) => ({ at: id, sources }))];
  expect(facts.length).toBeGreaterThan(330);
  expect(facts.filter(({ sources }) => sources.length === 0 || !sources.every(isInside))).toEqual([]);
  const names = entities.flatMap((entity) => entity.names.map((name) => ({ at: entity.id, ...name })));
  const ours = names.filter(({ origin }) => origin === 'ENTENTE');
  const given = names.filter(({ sources }) => sources && sources.length > 0);
  expect([names.length, ours.length, given.length]).toEqual([231, 131, 100]);
  expect(names.filter(({ origin, sources }) => (origin === 'ENTENTE') === (sources !== undefined))).toEqual([]);
});

test('no document of the bundled data is written in Korean, so that every Korean name is marked as given by Entente', () => {
  const korean = entities.flatMap(({ names }) => names.filter(({ language }) => language === 'ko'));
  expect(korean.length).toBe(95);
  expect(korean.filter(({ origin }) => origin !== 'ENTENTE')).toEqual([]);
});

test('every person, body and area of the bundled data has a Korean name, if one is in use', () => {
  const without = entities.filter(
    ({ type, names }) =>
      ['Minister', 'Institution', 'Area', 'Agreement', 'Event', 'Project'].includes(type) &&
      !names.some(({ language }) => language === 'ko'),
  );
  expect(without.map(({ id }) => id)).toEqual(['institution:kerc', 'institution:eu-monitor', 'institution:entente']);
});

test('what Entente adds itself is what no paragraph says', () => {
  const added = (facts: readonly { at: string; sources: readonly Source[] }[]) =>
    facts.filter(({ sources }) => sources.some(({ document }) => document === NOTES)).map(({ at }) => at);
  expect(added(relations.map(({ id, sources }) => ({ at: id, sources })))).toEqual([
    'institution:entente/PUBLISHED/document:entente-notes',
    'institution:european-commission/SUBUNIT_OF/institution:european-union',
    'institution:dg-trade/SUBUNIT_OF/institution:european-commission',
    'institution:mddi/SUBUNIT_OF/institution:singapore',
    'agreement:rok-eu-hpc-operators-memorandum/IN_LINE_WITH/agreement:rok-eu-digital-partnership',
    'event:korea-eu-joint-researcher-forum-semiconductors-1/PART_OF_EVENT/event:rok-eu-forum-for-semiconductor-researchers',
  ]);
  const fields = entities.flatMap(({ id, claims }) =>
    Object.entries(claims).flatMap(([name, some]) => some.map(({ sources }) => ({ at: `${id} ${name}`, sources }))),
  );
  expect(added(fields).sort()).toEqual([
    'document:ec-2021-12-07 language',
    'document:ec-joint-statement-2023-06-30 language',
    'document:entente-notes kind',
    'document:entente-notes language',
    'document:entente-notes published',
    'document:eumonitor-2023-06-30 kind',
    'document:eumonitor-2023-06-30 language',
    'document:eumonitor-2023-06-30 published',
    'document:kerc-2024-03-27 language',
    'document:mddi-2025-12-01 language',
    'document:msit-2023-06-30 language',
    'document:msit-2023-06-30 published',
    'event:eu-singapore-digital-partnership-council-1 place',
    'event:eu-singapore-digital-partnership-council-2 place',
    'institution:asean kind',
    'institution:dg-trade country',
    'institution:european-commission country',
    'institution:european-union country',
    'institution:mddi kind',
    'institution:republic-of-korea country',
    'institution:republic-of-korea kind',
    'institution:singapore country',
    'institution:singapore kind',
  ]);
});

test('each problem of a file is reported with its line, what was expected and what was got', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'entente-')), 'bad.yaml');
  writeFileSync(
    file,
    `entente: 1
entities:
  - id: document:d
    names: [{ text: Doc, language: en }]
    published: May 2023
    sources: [{ document: document:d }]
  - id: institution:a
    names: [{ text: A, language: en }]
    kind: MINISTRI
    country: UK
    sources: [{ document: document:e }]
  - id: project:p
    names: [{ text: P, language: en }]
    budget: [{ amount: much, currency: EURO }]
    sources: []
relations:
  - { type: FUND, from: institution:a, to: project:p, sources: [{ document: document:d }] }
  - { type: FUNDS, from: project:p, to: institution:a, sources: [{ document: document:d }] }
  - { type: FUNDS, from: institution:a, to: project:q, sources: [{ document: document:d }] }
`,
  );
  const { code, lines } = await check(file);
  expect(code).toBe(1);
  const at = lines.map((line) => line.replace(`${file}:`, ''));
  expect(at).toEqual([
    '5: expected published: expected a date in EDTF, such as 2024-03-26, 2022-11, 2024-41 (second half of 2024) or 2024-03-25/2024-03-26; got "May 2023"',
    '7: expected a source that is declared in one of the files (did you mean document:d?); got document:e',
    expect.stringMatching(/^9: expected kind to be one of .*\(did you mean MINISTRY\?\); got "MINISTRI"$/),
    '10: expected country: expected a country code of ISO 3166-1, such as KR or GB, or EU; got "UK"',
    '12: expected at least one source: who says so; got none',
    '14: expected amount as a number; got "much"',
    '14: expected currency: expected a currency code of ISO 4217, such as EUR or KRW; got "EURO"',
    expect.stringMatching(/^17: expected type to be one of .*\(did you mean FUNDS\?\); got "FUND"$/),
    '18: expected an id of Institution, such as institution:a-name; got "project:p"',
    '19: expected "to" that is declared in one of the files (did you mean project:p?); got project:q',
    '10 problems. Nothing was loaded.',
  ]);
});

test('a file that is not YAML or that is missing is reported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entente-'));
  const file = join(folder, 'broken.yaml');
  writeFileSync(file, 'entente: 1\nentities: [\n');
  const { code, lines } = await check(file, join(folder, 'none.yaml'));
  expect(code).toBe(1);
  expect(lines[0]).toContain('none.yaml: expected an existing file; got none. Check the path.');
  expect(lines[1]).toContain('broken.yaml:');
  expect(lines[1]).toContain('expected YAML or JSON');
});

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

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
  expect(lines[0]).toContain('none.yaml:1: expected a file that can be read; got ENOENT');
  expect(lines[1]).toContain('broken.yaml:');
  expect(lines[1]).toContain('expected YAML or JSON');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { createEntente } from '../../src/index.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { checkMapping } from '../../src/ingest/mapping/mapping.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { checkUri } from '../../src/ontology/uris.ts';
import { readAll, readFormat } from './read-all.ts';

const folder = mkdtempSync(join(tmpdir(), 'entente-uris-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const SAFE =
  'a URI that is safe to open, with one of the schemes http, https, ftp, ftps, urn, info, doi, hdl, ark, did, tag, ni, oid, isbn, issn, geo, mailto, tel';
const CONTROLS = 'a URI without control characters, such as https://ror.org/00abc';

describe('a URI', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'filesystem:https://example.org/1',
    'about:blank',
    'view-source:javascript:alert(1)',
    'feed:javascript:alert(1)',
    'jar:https://example.org/a.jar!/',
    'chrome://settings',
    'ms-settings:privacy',
    'ms-word:ofe|u|https://example.org',
    'intent://example.org#Intent;end',
    'ws://example.org',
    'x-unknown:y',
  ])('may not be %s', (uri) => {
    expect(() => checkUri(uri)).toThrow(`expected ${SAFE}`);
  });

  it.each([
    '\tjavascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'https://example.org/\u202egpj.exe',
    'https://exam\tple.org',
    'https://example.org/\u0000',
  ])('may not have hidden characters: %j', (uri) => {
    expect(() => checkUri(uri)).toThrow(`expected ${CONTROLS}`);
  });

  it('may not have a user name, which looks like a host', () => {
    for (const uri of ['https://ec.europa.eu@evil.example/', 'https://a:b@example.org', 'ftp://a@example.org']) {
      expect(() => checkUri(uri)).toThrow('expected a URI without a user name, such as https://ror.org/00abc');
    }
  });

  it('may not be longer than 4000 characters', () => {
    const uri = (length: number) => `https://example.org/`.padEnd(length, 'x');
    expect(checkUri(uri(4000))).toBe(uri(4000));
    expect(() => checkUri(uri(4001))).toThrow('expected a URI of at most 4000 characters');
  });

  it('may lead to a page or name something', () => {
    for (const uri of [
      'HTTPS://Example.org/a b?c=@d',
      'http://example.org:8080/@me',
      'urn:isbn:0451450523',
      'doi:10.1/x',
    ]) {
      expect(checkUri(uri)).toBe(uri);
    }
  });
});

const EVIL = 'jAvAsCrIpT:alert(1)';
const sources = [{ document: 'document:d' }];
const names = [{ text: 'N', language: 'en' }];
const facts = {
  entities: [
    { id: 'document:d', names, url: EVIL, sources },
    { id: 'institution:i', names, sameAs: ['https://example.org/i', 'data:,x', 'java\nscript:x'], sources },
  ],
};

test('a facts file reports each unsafe URI with its line', () => {
  const text = JSON.stringify({ entente: 1, ...facts }, null, 1);
  const { problems } = checkFacts([readDataFile('evil.yaml', text)], createOntology());
  expect(problems.map(({ line, expected, got }) => [line, expected, got])).toEqual([
    [12, `url: expected ${SAFE}`, `"${EVIL}"`],
    [29, `sameAs: expected ${SAFE}`, '"data:,x"'],
    [30, `sameAs: expected ${CONTROLS}`, '"java\\nscript:x"'],
  ]);
});

test('record() refuses unsafe URIs', async () => {
  const entente = await createEntente();
  await expect(entente.record(facts)).rejects.toMatchObject({
    problems: [
      { at: 'entities[0]', expected: `url: expected ${SAFE}` },
      { at: 'entities[1]', expected: `sameAs: expected ${SAFE}` },
      { at: 'entities[1]', expected: `sameAs: expected ${CONTROLS}` },
    ],
  });
  await entente.close();
});

test('a mapping may not name an unsafe URI, and reports those of rows', async () => {
  const mapping = (url: string) => `mapping: 1
source: { id: document:t, title: T, url: "${url}", publisher: { id: institution:o, name: O } }
key: [No]
language: en
entities:
  body: { type: Institution, id: { scheme: x, columns: [No] }, names: [Name], sameAs: Same }
  paper: { type: Document, id: { scheme: x, columns: [No] }, names: [Name], fields: { url: { column: Web } } }
`;
  const wrong = checkMapping(readDataFile('m.yaml', mapping(EVIL)), createOntology());
  expect(wrong.problems.map(({ line, expected, got }) => [line, expected, got])).toEqual([
    [2, `url: expected ${SAFE}`, `"${EVIL}"`],
  ]);
  const { format, problems } = checkMapping(readDataFile('m.yaml', mapping('https://example.org')), createOntology());
  expect(problems).toEqual([]);
  if (!format) throw new Error('no format');
  const table = `No,Name,Same,Web\n1,A,https://example.org/a,https://example.org/b\n2,B,${EVIL},https://example.org/b\n3,C,,file:///etc/passwd\n`;
  const { rows } = await readFormat(format, [file('evil.csv', table)]);
  expect(rows.flatMap((row) => row.problems).map((p) => [p.line, p.column, p.value, p.expected])).toEqual([
    [3, 'Same', EVIL, SAFE],
    [4, 'Web', 'file:///etc/passwd', SAFE],
  ]);
});

test('importers report unsafe URIs of rows', async () => {
  const record = {
    id: 'https://ror.org/000000a01',
    name: 'A',
    names: [{ value: 'A', types: ['ror_display'], lang: 'en' }],
    types: ['education'],
    status: 'active',
    wikipedia_url: EVIL,
    links: [{ type: 'wikipedia', value: 'data:,x' }],
    locations: [],
    external_ids: [],
    relationships: [],
  };
  const { rows } = await readAll('ror', [file('evil.jsonl', JSON.stringify(record))]);
  expect(rows.flatMap((row) => row.problems).map((p) => [p.line, p.column, p.value, p.expected])).toEqual([
    [1, 'wikipedia_url', EVIL, SAFE],
    [1, 'links.value', 'data:,x', SAFE],
  ]);
});

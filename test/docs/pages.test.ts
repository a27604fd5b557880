import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { rooms } from '../walls/rooms.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (page: string) => readFileSync(join(root, page), 'utf8');

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

type Token = ReturnType<MarkdownIt['parse']>[number];

/** All tokens of a page, those of its lines of text included. */
const tokensOf = (page: string): Token[] =>
  new MarkdownIt().parse(read(page), {}).flatMap((token) => [token, ...(token.children ?? [])]);

/** The anchors of a page, as GitHub derives them from headings. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    String(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

test.each(pages)('the links of %s lead to files and headings that exist', (page) => {
  const broken = tokensOf(page)
    .flatMap((token) => [token.attrGet('href'), token.attrGet('src')])
    .filter((link): link is string => link !== null && !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = decodeURI(link).split('#');
      const target = path === '' ? page : relative(root, join(root, dirname(page), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});

const named = /^(?:src|test|docs|cypher|schema|data|bench|\.ci|\.github)\/[\w./*-]*$/;

test.each(pages)('the paths in backticks of %s exist', (page) => {
  const missing = tokensOf(page)
    .filter(({ type }) => type === 'code_inline')
    .map(({ content }) => content)
    .filter((path) => named.test(path) && !path.includes('*') && !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('README stays under 9 KB and 900 words, ARCHITECTURE under 15 KB', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(9000);
  expect(read('README.md').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(900);
  expect(Buffer.byteLength(read('ARCHITECTURE.md'))).toBeLessThanOrEqual(15_000);
});

test('docs/decisions/README.md lists every record by its title', () => {
  const records = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{3}-.+\.md$/.test(name));
  const expected = records.map((name) => {
    const title = /^# (.+)$/m.exec(read(`docs/decisions/${name}`))?.[1];
    return `- [${title}](${name})`;
  });
  const listed = read('docs/decisions/README.md').match(/^- \[.+$/gm);
  expect(listed).toEqual(expected);
});

test('each record has a context, a decision, a measurement and consequences', () => {
  for (const name of readdirSync(join(root, 'docs/decisions')).filter((file) => /^\d{3}-/.test(file))) {
    const headings = read(`docs/decisions/${name}`).match(/^## .+$/gm);
    expect(headings, name).toEqual(['## Context', '## Decision', '## Measurement', '## Consequences']);
  }
});

test('ARCHITECTURE shows the rooms and what the linter lets each of them import', () => {
  const rows = [...read('ARCHITECTURE.md').matchAll(/^\| `src\/(\w+)\/` +\|.*\| ([^|]+?) +\|$/gm)];
  const shown = new Map(rows.map(([, room = '', imports = '']) => [room, imports]));
  shown.delete('commands');
  const allowed = Object.entries(rooms).map(([room, imports]): [string, string] => [
    room,
    [...imports].sort().join(', ') || 'nothing',
  ]);
  expect([...shown].map(([room, imports]) => [room, imports.split(', ').sort().join(', ')]).sort()).toEqual(
    allowed.sort(),
  );
});

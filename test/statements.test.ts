import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

/** Queries with the statement that each is compiled to, for readers: NN-name.graphql and NN-name.cypher. */
const folder = new URL('statements/', import.meta.url);
const { ask } = await bundled();

const explained = async (query: string, variables = {}) => {
  const { extensions, errors } = await ask(query, variables, { 'x-entente-explain': '1' });
  expect(errors).toBeUndefined();
  return extensions.explain;
};

test.each(readdirSync(folder).filter((name) => name.endsWith('.graphql')))('%s', async (name) => {
  const { count, statements } = await explained(readFileSync(new URL(name, folder), 'utf8'));
  // Hierarchies and amounts are read first.
  if (!/hierarchy|sums|money/.test(name)) expect(count).toBe(1);
  const expected = fileURLToPath(new URL(name.replace('.graphql', '.cypher'), folder));
  const text = statements.map(({ statement }: { statement: string }) => `${statement}\n`).join(';\n\n');
  await expect(text).toMatchFileSnapshot(expected);
});

test('an explanation has the text, the time and the rows of each statement, and comes only on request', async () => {
  const { statements } = await explained('{ areas { totalCount } }');
  expect(statements).toEqual([{ statement: expect.stringContaining('count(*)'), ms: expect.any(Number), rows: 1 }]);
  expect((await ask('{ areas { totalCount } }')).extensions).toBeUndefined();
});

const SHAPE = `query ($where: ProjectWhere, $first: Int, $after: String) {
  projects(where: $where, first: $first, after: $after) { totalCount nodes { name } pageInfo { endCursor } } }`;

test('equal selections have one text, whatever their values, page sizes and cursors', async () => {
  const textOf = async (variables: object) => (await explained(SHAPE, variables)).statements[0].statement;
  const where = (text: string) => ({ where: { name: { contains: text } } });
  expect(await textOf({ ...where('a'), first: 3 })).toBe(await textOf({ ...where('zzz'), first: 50 }));
  const cursor = async (text: string) =>
    (await ask(SHAPE, { ...where(text), first: 1 })).data.projects.pageInfo.endCursor;
  const [one, other] = [await cursor('6g'), await cursor('research')];
  expect(one).not.toBe(other);
  expect(await textOf({ ...where('6g'), after: one })).toBe(await textOf({ ...where('research'), after: other }));
});

test('values never become part of a text', async () => {
  const expected = (await explained(SHAPE, { where: { name: { contains: 'x' } } })).statements[0].statement;
  const nasty = [
    '`',
    "'",
    '"',
    '\\u0060',
    '\\',
    '//',
    '/* */',
    '$v0',
    '{',
    '}) DETACH DELETE n //',
    'MATCH',
    "' OR true OR '",
    '\0',
    '\n',
  ];
  for (const text of nasty) {
    const { statements } = await explained(SHAPE, { where: { name: { contains: text } } });
    expect(statements[0].statement).toBe(expected);
  }
  const everywhere = (text: string) => `{
    institutions(where: { name: { in: [${text}] }, names: { startsWith: ${text}, matchCase: true }, place: { city: { gt: ${text} } },
      or: [{ sameAs: { eq: ${text} } }, { projects: { some: { relation: { role: { contains: ${text} }, note: { lte: ${text} } } } } }] }) { totalCount } }`;
  const texts = await Promise.all(nasty.map((text) => explained(everywhere(JSON.stringify(text)))));
  expect(new Set(texts.map(({ statements }) => statements[0].statement)).size).toBe(1);
});

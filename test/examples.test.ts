import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

const folder = new URL('../schema/examples/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const answers = new URL('examples/', import.meta.url);
const { ask } = await bundled();

test('there are twelve examples, each with a question above it', () => {
  expect(files.length).toBe(12);
  for (const name of files) expect(readFileSync(new URL(name, folder), 'utf8')).toMatch(/^# .+[?.]\n/);
});

test.each(files)('%s', async (name) => {
  const expected: unknown = JSON.parse(readFileSync(new URL(name.replace('.graphql', '.json'), answers), 'utf8'));
  expect(await ask(readFileSync(new URL(name, folder), 'utf8'))).toEqual(expected);
});

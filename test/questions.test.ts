import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

/** Questions written from the documents alone, before the data was looked at again; each with its exact answer. */
const folder = new URL('questions/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const { ask } = await bundled();

test('there are at least sixty questions', () => {
  expect(files.length).toBeGreaterThanOrEqual(60);
});

test.each(files)('%s', async (name) => {
  const query = readFileSync(new URL(name, folder), 'utf8');
  const expected: unknown = JSON.parse(readFileSync(new URL(name.replace('.graphql', '.json'), folder), 'utf8'));
  expect(await ask(query)).toEqual(expected);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundled } from './support/served.ts';

const folder = new URL('../schema/examples/', import.meta.url);
const all = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
const answers = new URL('examples/', import.meta.url);
/** Examples about the bundled data; generated.ts runs the others on generated data. */
const files = all.filter((name) => existsSync(new URL(name.replace('.graphql', '.json'), answers)));
const { ask } = await bundled();

test('there are fifty-nine examples, each with a question above it', () => {
  expect([all.length, files.length]).toEqual([59, 49]);
  for (const name of all) expect(readFileSync(new URL(name, folder), 'utf8')).toMatch(/^# .+[?.]\n/);
});

test.each(files)('%s', async (name) => {
  const expected: unknown = JSON.parse(readFileSync(new URL(name.replace('.graphql', '.json'), answers), 'utf8'));
  expect(await ask(readFileSync(new URL(name, folder), 'utf8'))).toEqual(expected);
});

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

/**
 * The data may take facts from the source documents, but no sentences. We may not publish the documents, so this file
 * holds digests (SHA-256, 12 hex digits) of every run of eight words in them, in lower case.
 */
const runs = new Set<string>(JSON.parse(readFileSync(new URL('support/source-runs.json', import.meta.url), 'utf8')));
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

function copied(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((_word, i) => words.slice(i, i + 8))
    .filter((run) => run.length === 8 && runs.has(digest(run.join(' '))))
    .map((run) => run.join(' '));
}

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') for (const part of Object.values(value)) yield* strings(part);
}

const texts = (folder: string) => {
  const url = new URL(folder, import.meta.url);
  return readdirSync(url).map((name) => readFileSync(new URL(name, url), 'utf8'));
};

test('no text of the bundled data, except addresses, shares eight consecutive words with a source', () => {
  const all = texts('../data/').flatMap((text) => [...strings(parse(text))]);
  expect(all.length).toBeGreaterThan(500);
  expect(all.filter((text) => !URL.canParse(text)).flatMap(copied)).toEqual([]);
});

test('no question or example shares eight consecutive words with a source', () => {
  const comments = [...texts('questions/'), ...texts('../schema/examples/')].flatMap(
    (text) => text.match(/^#.*$/gm) ?? [],
  );
  expect(comments.flatMap(copied)).toEqual([]);
});

test('the comparison finds a copied run', () => {
  const [any] = runs;
  expect(runs.has(String(any))).toBe(true);
  expect(
    copied('forum aimed to facilitate researcher matchmaking for the collaborative research project').length,
  ).toBeGreaterThan(0);
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printed } from '../../src/commands/print.ts';
import { formats } from '../../src/ingest/formats/index.ts';
import { createOntology } from '../../src/ontology/ontology.ts';

const folder = new URL('../../docs/', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const ontology = createOntology();

/** The text between the marks of each page, with the arguments of the command that prints it. */
const blocks = pages.flatMap((page) =>
  [
    ...readFileSync(new URL(page, folder), 'utf8').matchAll(
      /<!-- entente print ([\w-]+)(?: ([\w-]+))? -->\n\n([\s\S]*?)\n<!-- end of print -->/g,
    ),
  ].map(([, what = '', name, text = '']) => ({ page, what, name, text })),
);

test.each(blocks)(
  'docs/$page holds what `entente print $what $name` prints: run `npm run docs`',
  ({ what, name, text }) => {
    expect(text).toBe(printed[what as keyof typeof printed](ontology, name));
  },
);

test('the docs contain the model, the settings, the formats and the columns of each format', () => {
  expect(blocks.map(({ page, what, name }) => [page, what, name])).toEqual(
    expect.arrayContaining([
      ['model.md', 'ontology', undefined],
      ['settings.md', 'settings', undefined],
      ['formats.md', 'formats', undefined],
      ...formats.map(({ name }) => ['formats.md', 'formats', name]),
    ]),
  );
});

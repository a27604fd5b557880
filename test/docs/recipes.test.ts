import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyBlocks, blocks } from '../recipes/blocks.ts';

const file = (path: string) => new URL(`../../${path}`, import.meta.url);

test('CONTRIBUTING has a recipe for each common change', () => {
  expect([...new Set(blocks.map(({ recipe }) => recipe))]).toEqual([
    'Add a relation type',
    'Add a field',
    'Add an entity type',
    'Add an import format',
    'Add a root field',
    'Add a UI string',
    'Add an engine',
  ]);
});

// test/recipes does what the recipes say; that takes minutes, so this looks for their places only.
test('the code blocks of the recipes find their places in the files that they change', () => {
  const changed = applyBlocks((path) => (existsSync(file(path)) ? readFileSync(file(path), 'utf8') : undefined));
  expect(changed.size).toBeGreaterThan(10);
});

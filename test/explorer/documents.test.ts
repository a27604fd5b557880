import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentTypes } from '../../src/explorer/codegen.js';

test('documents.ts is fresh: run `npm run schema` after a change of the schema or of queries/', async () => {
  expect(await documentTypes()).toBe(readFileSync(new URL('../../src/explorer/documents.ts', import.meta.url), 'utf8'));
});

import { expect, test } from 'vitest';
import { DEFAULT_BASE } from '../../src/export/rdf.ts';
import { serveDeclarations } from '../../src/settings.ts';

test('the settings name the base address that linked data has by default', () => {
  expect(serveDeclarations.base.unset).toBe(DEFAULT_BASE);
});

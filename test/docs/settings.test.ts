import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsTable } from '../../src/commands/settings-table.ts';
import { DEFAULT_BASE } from '../../src/export/rdf.ts';
import { serveDeclarations } from '../../src/settings.ts';

test('docs/settings.md holds the table that `entente print settings` prints', () => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
  expect(page).toContain(`\n\n${settingsTable()}\n`);
});

test('the settings name the base address that linked data has by default', () => {
  expect(serveDeclarations.base.unset).toBe(DEFAULT_BASE);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { served } from '../faults/served-process.ts';
import { browserTest, button, counted, details, eventually, expectFaults, find, menuOf, tab, visit } from './visit.ts';

browserTest('where only trusted operations are answered, the explorer, its pages and GraphiQL work', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'entente-trusted-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'operations.json');
  await writeFile(file, JSON.stringify({ other: '{ __typename }' }));
  const { url } = await served({ ENTENTE_DATA: join(folder, 'db') }, ['--operations', file, '--only-trusted']);

  // An answer that is refused is an error in the console, which fails the test.
  const page = await visit(url);
  await find(page, 'semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const menu = await menuOf(details(page), 'Semiconductors');
  await menu.getByRole('button', { name: 'is mentioned in +4', exact: true }).click();
  await eventually(async () => (await counted(page))[0]).toBe(15);
  for (const name of ['Paths', 'Time', 'Details', 'Table']) {
    await tab(page, name).click();
    await page.getByRole('tabpanel', { name }).waitFor();
  }

  await tab(page, 'Query').click();
  const editor = page.getByRole('region', { name: 'Query Editor' });
  const result = page.getByRole('region', { name: 'Result Window' });
  await editor.getByText('query Picture').waitFor();
  await button(page, /^Execute query/).click();
  await result.getByText('neighborhood').waitFor();
  const examples = page.getByRole('combobox', { name: /quer/i }).first();
  const titles = await examples.locator('option').allInnerTexts();
  await examples.selectOption({ label: titles[1] ?? '' });
  await button(page, /^Execute query/).click();
  await result.getByText('"data"').waitFor();

  const entity = await visit(`${url}/entity/area:semiconductors`);
  await entity.getByRole('heading', { level: 1, name: 'Semiconductors' }).waitFor();

  expectFaults(/the server responded with a status of 403/);
  const body = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const refused = await page.evaluate(
    async ([to, init]) => (await fetch(`${to}/graphql`, init as RequestInit)).status,
    [url, { ...body, body: JSON.stringify({ query: '{ areas { nodes { id } } }' }) }] as const,
  );
  expect(refused).toBe(403);
});

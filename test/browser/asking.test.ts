import { expect } from 'vitest';
import { fromLink } from '../../src/explorer/state/share.ts';
import { browserTest, counted, eventually, namesIn, opened, tab, toggle, visit } from './visit.ts';

browserTest('a link can open GraphiQL with its query, and typed text survives a change of theme', async () => {
  const first = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(first)).toEqual([11, 24]);
  await tab(first, 'Query').click();
  await eventually(async () => (await fromLink(new URL(first.url()).hash.slice(1))).mode).toBe('query');
  const page = await visit(first.url());
  const editor = page.getByRole('region', { name: 'Query Editor' });
  await editor.getByText('query Picture').waitFor();
  await page.getByRole('region', { name: 'Variables' }).getByText('area:semiconductors').waitFor();
  await editor.getByText('query Picture').click();
  await page.keyboard.press('Home');
  await page.keyboard.type('# mine ');
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  await page.locator('body.graphiql-dark').waitFor();
  await editor.getByText('# mine').waitFor();
});

browserTest('GraphiQL opens with the query for the visible data, and runs it', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  await tab(page, 'Table').click();
  const names = await namesIn(page);
  await tab(page, 'Query').click();
  const run = page.getByRole('button', { name: /^Execute query/ });
  await page.getByRole('region', { name: 'Query Editor' }).getByText('query Picture').waitFor();
  const coming = page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') && (response.request().postData() ?? '').includes('query Picture'),
  );
  await run.click();
  const { data } = await (await coming).json();
  const answered: { label: { text: string } }[] = data.neighborhood.entities;
  expect(answered.map(({ label }) => label.text).sort()).toEqual(names.sort());
  expect(data.neighborhood.relations).toHaveLength(24);
  await page.getByRole('region', { name: 'Result Window' }).getByText('neighborhood').waitFor();
});

browserTest('the query for the visible data leaves out hidden entities', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  await toggle(page, /^discussed/);
  await eventually(async () => (await counted(page))[1]).toBeLessThan(24);
  const [entities, relations] = await counted(page);
  await tab(page, 'Query').click();
  await page.getByRole('region', { name: 'Query Editor' }).getByText('query Picture').waitFor();
  const coming = page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') && (response.request().postData() ?? '').includes('query Picture'),
  );
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const { data } = await (await coming).json();
  expect([data.neighborhood.entities.length, data.neighborhood.relations.length]).toEqual([entities, relations]);
});

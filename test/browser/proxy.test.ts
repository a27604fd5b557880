import { afterEach, expect, inject } from 'vitest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { browserTest, button, counted, details, eventually, menuOf, sharedLink, tab, visit } from './visit.ts';

let proxy: RunningProxy | undefined;
afterEach(() => proxy?.close());

browserTest('behind a proxy at a path, everything that the explorer asks for and links to is below it', async () => {
  proxy = await startProxy({ to: inject('explorer'), path: '/kg', removes: true });
  const page = await visit(`${proxy.url}/?entity=area:semiconductors`);
  await eventually(() => counted(page)).toEqual([11, 24]);
  const link = await sharedLink(page);
  expect(link.startsWith(`${proxy.url}/#`)).toBe(true);
  await eventually(async () => page.url()).toBe(link);
  const shown = details(page);
  await button(shown, 'Copy a link to cite').last().click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(
    new RegExp(`^${proxy.url}/entity/area:semiconductors`),
  );
  const menu = await menuOf(shown, 'Semiconductors');
  expect(await menu.getByRole('link', { name: 'Page to cite' }).getAttribute('href')).toBe(
    `${proxy.url}/entity/area:semiconductors`,
  );
  await page.keyboard.press('Escape');
  const opened = await visit(link);
  await eventually(() => counted(opened)).toEqual([11, 24]);
  await tab(opened, 'Query').click();
  await opened.getByRole('region', { name: 'Query Editor' }).getByText('query Picture').waitFor();
  await opened.getByRole('button', { name: /^Execute query/ }).click();
  await opened.getByRole('region', { name: 'Result Window' }).getByText('neighborhood').waitFor();
  expect(await opened.getByRole('combobox', { name: /quer/i }).first().locator('option').count()).toBeGreaterThan(1);
  expect(proxy.strays).toEqual([]);
});

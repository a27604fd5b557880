import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { browserTest, counted, details, entityRows, eventually, namesIn, relationRows, tab, visit } from './visit.ts';

const COUNCIL = 'Second ROK-EU Digital Partnership Council';
const AGREEMENT = 'ROK-EU Digital Partnership';
const SEMICONDUCTORS = 'Semiconductors';

/** The role and name of the focused element, as a screen reader announces them. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (element === null || element === document.body) return 'nothing';
    const label =
      element.getAttribute('aria-label') ?? document.querySelector(`label[for="${element.id}"]`)?.textContent;
    return (label ?? element.innerText).replace(/\s+/g, ' ').trim();
  });

/** Presses Tab until the named control has the focus. Fails if it can't be reached, or if the focus is lost. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab', most = 150): Promise<void> {
  const isIt = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
  const seen: string[] = [];
  for (let presses = 0; presses < most; presses += 1) {
    const now = await focused(page);
    if (isIt(now)) return;
    seen.push(now);
    await page.keyboard.press(key);
  }
  throw new Error(`${name} was not reached by ${key}: ${seen.join(' · ')}`);
}

/** Whether the focus indicator is visible. */
const isFocusSeen = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  });

async function press(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, name);
  expect(await isFocusSeen(page)).toBe(true);
  await page.keyboard.press(key);
}

browserTest('from a name in Korean to a link that another reader opens, by keyboard alone', async () => {
  const page = await visit();
  await eventually(() => focused(page)).toBe('Search');
  await page.keyboard.type('반도체');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await details(page).getByRole('heading', { level: 2, name: SEMICONDUCTORS }).waitFor();
  await eventually(() => counted(page)).toEqual([11, 24]);

  // The picture pans and zooms by key, and doesn't trap the focus.
  await tabTo(page, /^A picture of 11 entities/);
  for (const key of ['ArrowLeft', 'ArrowDown', '+', '-', '0']) await page.keyboard.press(key);

  // Expanding adds as many entities as the button says.
  await press(page, `Actions ${SEMICONDUCTORS}`);
  const menu = page.getByRole('dialog', { name: `Actions for ${SEMICONDUCTORS}` });
  await menu.getByRole('button', { name: 'is mentioned in +4' }).waitFor();
  await press(page, 'is mentioned in +4');
  await eventually(async () => (await counted(page))[0]).toBe(15);
  expect(await focused(page)).toBe(`Actions ${SEMICONDUCTORS}`);

  // A closed menu gives the focus back.
  await page.keyboard.press('Enter');
  await menu.waitFor();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe(`Actions ${SEMICONDUCTORS}`);

  // Evidence.
  await press(page, 'Who says so: 3 sources');
  await details(page)
    .locator('.who[open]')
    .getByText(/^paragraph \d/)
    .first()
    .waitFor();

  // Paths.
  await press(page, 'Details', 'ArrowRight');
  expect(await focused(page)).toBe('Paths');
  await tabTo(page, 'From: Search');
  await page.keyboard.type('Thierry Breton');
  await page.getByRole('option', { name: 'Thierry Breton' }).waitFor();
  await page.keyboard.press('Enter');
  await tabTo(page, 'To: Search');
  await page.keyboard.type('second rok-eu');
  await page.getByRole('option', { name: COUNCIL }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('10 paths, shortest first').waitFor();
  await press(page, 'Avoid First ROK-EU Digital Partnership Council');
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  await panel.getByRole('button', { name: 'Remove First ROK-EU Digital Partnership Council' }).waitFor();
  await panel.getByText(/paths?, shortest first|^None: no chain/).waitFor();
  expect(await focused(page)).not.toBe('nothing');

  // As of.
  const before = await counted(page);
  await tabTo(page, 'As of');
  for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press('PageDown');
  await page.getByText(/^As of .*: what held then is shown; what is dashed only may have\./).waitFor();
  await page.keyboard.press('Home');
  await eventually(async () => (await counted(page))[0]).toBeLessThan(before[0]);
  expect(await focused(page)).toBe('As of');

  // Share the view; another reader sees the same.
  await tabTo(page, 'Share', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Link copied. It opens this same view.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await eventually(async () => page.url()).toBe(link);
  const other = await visit(link);
  await eventually(() => counted(other)).toEqual(await counted(page));
  for (const reader of [page, other]) await tab(reader, 'Table').click();
  await eventually(() => entityRows(other)).toEqual(await entityRows(page));
  expect(await relationRows(other)).toEqual(await relationRows(page));
});

browserTest('the table offers every action of the canvas by keyboard', async () => {
  const page = await visit(`${inject('explorer')}/?entity=area:semiconductors`);
  await eventually(() => counted(page)).toEqual([11, 24]);
  await tab(page, 'Table').click();
  await eventually(async () => (await namesIn(page)).length).toBe(11);
  const relations = async () => (await relationRows(page)).length;
  expect(await relations()).toBe(24);
  const stage = page.getByRole('tabpanel', { name: 'Table' });
  const dialog = (name: string) => page.getByRole('dialog', { name: `Actions for ${name}`, exact: true });
  const act = async (name: string, what: string | RegExp) => {
    await tabTo(page, 'Table', 'Shift+Tab', 250);
    await press(page, `Actions ${name}`);
    await dialog(name).getByRole('button', { name: what }).waitFor();
    await press(page, what);
    await dialog(name).waitFor({ state: 'detached' });
    expect(await focused(page)).not.toBe('nothing');
  };

  // The table says what the API says.
  const ids = (await page.evaluate(async () => {
    const query = `{ neighborhood(of: ["area:semiconductors"], depth: 1, limit: 40,
      types: [MINISTER, INSTITUTION, AREA, PROJECT, EVENT, AGREEMENT]) { entities { name } } }`;
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()).data.neighborhood.entities.map(({ name }: { name: string }) => name);
  })) as string[];
  expect((await namesIn(page)).sort()).toEqual(ids.sort());

  // Expand by kind, with the count; collapse.
  await act(SEMICONDUCTORS, 'is mentioned in +4');
  await eventually(async () => (await namesIn(page)).length).toBe(15);
  await page.keyboard.press('Control+z');
  await eventually(async () => (await namesIn(page)).length).toBe(11);
  // Some of what the agreement covers has no other visible neighbour.
  await act(AGREEMENT, /^covers \+/);
  await eventually(async () => (await namesIn(page)).length).toBe(21);
  await act(AGREEMENT, /^Collapse/);
  await eventually(async () => (await namesIn(page)).length).toBe(16);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await eventually(async () => (await namesIn(page)).length).toBe(11);

  // Pin and unpin, hide and show, remove.
  await act(COUNCIL, 'Pin');
  await stage.getByText('· pinned').waitFor();
  await act(COUNCIL, 'Unpin');
  await stage.getByText('· pinned').waitFor({ state: 'detached' });
  await act(COUNCIL, 'Hide');
  await eventually(async () => (await namesIn(page)).includes(COUNCIL)).toBe(false);
  await tabTo(page, /^Filter/, 'Shift+Tab', 250);
  await page.keyboard.press('Enter');
  await press(page, `Show ${COUNCIL} again`);
  await page.keyboard.press('Escape');
  await eventually(async () => (await namesIn(page)).includes(COUNCIL)).toBe(true);
  await act(COUNCIL, /^Remove$/);
  await eventually(async () => (await namesIn(page)).includes(COUNCIL)).toBe(false);
  await page.keyboard.press('Control+z');
  await eventually(async () => (await namesIn(page)).length).toBe(11);

  // Paths from, to, through, avoid.
  await act(COUNCIL, 'Paths from here');
  await act('Heterogeneous integration', 'Paths to here');
  await page.getByText(/paths?, shortest first/).waitFor();
  await act(SEMICONDUCTORS, 'Paths through here');
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  await panel.getByRole('button', { name: `Remove ${SEMICONDUCTORS}` }).waitFor();
  await act(SEMICONDUCTORS, 'Paths that avoid this');
  await eventually(() => panel.getByRole('group', { name: 'Avoiding' }).getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringContaining(SEMICONDUCTORS),
  ]);

  // Read an entity, and a relation with its evidence.
  await tabTo(page, 'Table', 'Shift+Tab', 250);
  await press(page, COUNCIL);
  await details(page).getByRole('heading', { level: 2, name: COUNCIL }).waitFor();
  const row = stage.getByRole('row', { name: new RegExp(`^${COUNCIL} discussed ${SEMICONDUCTORS}`) });
  await row.getByRole('button', { name: 'discussed' }).focus();
  await page.keyboard.press('Enter');
  await details(page)
    .getByRole('heading', { level: 2, name: `${COUNCIL} discussed ${SEMICONDUCTORS}` })
    .waitFor();
  await details(page).getByText('paragraph 7').waitFor();
});

browserTest('the focus moves to the next row when a row is hidden or removed by keyboard', async () => {
  const page = await visit(`${inject('explorer')}/?entity=area:semiconductors`);
  await eventually(() => counted(page)).toEqual([11, 24]);
  await tab(page, 'Table').click();
  const names = await namesIn(page);
  await page.getByRole('button', { name: `Hide: ${names[0]}`, exact: true }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toBe(`Hide: ${names[1]}`);
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toBe(`Hide: ${names[2]}`);

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  const menu = page.getByRole('dialog', { name: `Actions for ${names[2]}`, exact: true });
  await menu.getByRole('button', { name: 'Remove', exact: true }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toBe(`Actions ${names[3]}`);

  // After the last row is removed, the row before it gets the focus.
  await page.getByRole('button', { name: `Hide: ${names.at(-1)}`, exact: true }).focus();
  await page.keyboard.press('Enter');
  await eventually(() => focused(page)).toBe(`Hide: ${names.at(-2)}`);
});

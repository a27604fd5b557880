import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { fromLink } from '../../src/explorer/state/share.ts';
import { imported } from './imported.ts';
import {
  browserTest,
  button,
  counted,
  details,
  eventually,
  find,
  goToDate,
  menuOf,
  namesIn,
  opened,
  tab,
  visit,
} from './visit.ts';

/** The page's announcement for screen readers. */
const announcement = (page: Page) => page.locator('.announcement');

browserTest('the button that opens a menu closes it', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  const opener = button(page, /^Filter/);
  const dialog = page.getByRole('dialog', { name: 'Filter' });
  for (const isOpen of [true, false, true, false]) {
    await opener.click();
    await eventually(() => dialog.isVisible()).toBe(isOpen);
    expect(await opener.getAttribute('aria-expanded')).toBe(String(isOpen));
  }
  await opener.press('Enter');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => dialog.isVisible()).toBe(false);
});

browserTest('a document found by search appears with what it mentions', async () => {
  const page = await visit();
  await find(page, 'KERC article', 'KERC article on the second ROK-EU council');
  await details(page).getByRole('heading', { level: 2, name: 'KERC article on the second ROK-EU council' }).waitFor();
  await tab(page, 'Table').click();
  await eventually(() => namesIn(page)).toContain('KERC article on the second ROK-EU council');

  // A document opened from the details does too.
  const other = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(other)).toEqual([11, 24]);
  const document = 'EU Monitor on the first ROK–EU council';
  await details(other).getByText('is mentioned in').click();
  await button(details(other), document).first().click();
  await details(other).getByRole('heading', { level: 2, name: document }).waitFor();
  await button(details(other), 'Show in the picture').click();
  await eventually(async () => (await counted(other))[0]).toBe(12);
});

browserTest('a list of relations returns to its first page when the date changes', async () => {
  const source = [{ document: 'document:list', locator: 'all' }];
  const named = (id: string, text: string) => ({
    id,
    names: [{ text, language: 'en', kind: 'OFFICIAL' }],
    sources: source,
  });
  const areas = Array.from({ length: 25 }, (_, i) => named(`area:number-${i}`, `Area ${10 + i}`));
  const { url } = await imported({
    entente: 1,
    topic: 'An institution with many areas',
    entities: [
      { ...named('document:list', 'List'), kind: 'ARTICLE' },
      named('institution:busy', 'Busy institution'),
      ...areas,
    ],
    relations: areas.map(({ id }) => ({ type: 'WORKS_ON', from: 'institution:busy', to: id, sources: source })),
  });
  const page = await visit(`${url}/?entity=institution:busy`);
  const group = details(page)
    .getByRole('group')
    .filter({ has: page.getByRole('region', { name: 'works on' }) });
  await details(page).getByText('works on', { exact: true }).first().click();
  await button(group, 'Next page').click();
  await group.getByText('11 to 20 of 25').waitFor();
  await group.getByRole('row', { name: /Area 20/ }).waitFor();
  await goToDate(page, '2025-12-31');
  await page.getByText(/^As of 31 December 2025/).waitFor();
  await group.getByText('1 to 10 of 25').waitFor();
  await group.getByRole('row', { name: /Area 10/ }).waitFor();
});

browserTest('a search without paths adds nothing and announces nothing', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  await tab(page, 'Paths').click();
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  const pick = async (role: string, text: string) => {
    await panel.getByRole('combobox', { name: `${role}: Search` }).fill(text);
    await panel.getByRole('option').first().click();
  };
  await pick('From', 'Thierry Breton');
  await pick('Avoiding', 'Thierry Breton');
  await pick('To', 'Semiconductors');
  await panel.getByText(/^None: no chain/).waitFor();
  expect(await announcement(page).innerText()).toBe('');
  expect(await counted(page)).toEqual([11, 24]);
});

browserTest('the undo keys work in an empty search field', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const menu = await menuOf(details(page), 'Semiconductors');
  await menu.getByRole('button', { name: 'Hide', exact: true }).click();
  await eventually(async () => (await counted(page))[0]).toBe(10);
  const search = page.getByRole('combobox', { name: 'Search', exact: true });
  await search.focus();
  await page.keyboard.press('Control+z');
  await eventually(async () => (await counted(page))[0]).toBe(11);
  await search.pressSequentially('quant');
  await page.keyboard.press('Control+z');
  await eventually(() => search.inputValue()).toBe('');
  expect((await counted(page))[0]).toBe(11);
});

const placeOf = async (page: Page, id: string) => {
  const { nodes } = await fromLink(new URL(page.url()).hash.slice(1));
  return nodes.find((node) => node.id === id);
};

const movedBy = (page: Page, name: string) =>
  page.getByText(`Click where ${name} should go, or move it with the arrow keys.`);

async function move(page: Page, name: string): Promise<void> {
  const menu = await menuOf(details(page), name);
  await menu.getByRole('button', { name: 'Move', exact: true }).click();
  await movedBy(page, name).waitFor();
}

browserTest('an entity can be moved without dragging, by a click or by the arrow keys', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const place = () => placeOf(page, 'area:semiconductors');
  const message = movedBy(page, 'Semiconductors');
  await eventually(place).not.toBe(undefined);
  const { x = 0, y = 0 } = (await place()) ?? {};
  await move(page, 'Semiconductors');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await eventually(place).toEqual({ id: 'area:semiconductors', x: x + 60, y: y - 30, pinned: true });
  await page.keyboard.press('Enter');
  await message.waitFor({ state: 'detached' });
  // The arrow keys pan the picture again.
  await page.keyboard.press('ArrowRight');

  await move(page, 'Semiconductors');
  const picture = page.getByRole('img', { name: /^A picture of/ });
  await picture.click({ position: { x: 40, y: 50 } });
  await message.waitFor({ state: 'detached' });
  await eventually(async () => (await place())?.x).not.toBe(x + 60);
  const there = await place();
  expect(there?.x).toBeLessThan(x);
  expect(there?.pinned).toBe(true);
  await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();
  // Moves by key in one go are one undo step.
  for (let step = 0; step < 2; step += 1) await button(page, 'Undo').click();
  await eventually(async () => (await place())?.x).toBe(x);
});

browserTest('buttons pan the picture', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  // The same position on the screen gives coordinates that depend on the viewport.
  const place = () => placeOf(page, 'area:semiconductors');
  const put = async () => {
    await move(page, 'Semiconductors');
    await page.getByRole('img', { name: /^A picture of/ }).click({ position: { x: 40, y: 50 } });
    await movedBy(page, 'Semiconductors').waitFor({ state: 'detached' });
  };
  await eventually(place).not.toBe(undefined);
  const start = await place();
  await put();
  await eventually(place).not.toEqual(start);
  const { x = 0, y = 0 } = (await place()) ?? {};
  const looks = [
    ['Pan left', -1, 0],
    ['Pan right', 1, 0],
    ['Pan up', 0, -1],
    ['Pan down', 0, 1],
  ] as const;
  let [right, down] = [0, 0];
  for (const [name, dx, dy] of looks) {
    const before = await place();
    await button(page, name).click();
    await put();
    await eventually(place).not.toEqual(before);
    right += dx;
    down += dy;
    const at = await place();
    expect([Math.sign((at?.x ?? 0) - x), Math.sign((at?.y ?? 0) - y)]).toEqual([right, down]);
  }
});

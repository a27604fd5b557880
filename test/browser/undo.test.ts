import { expect } from 'vitest';
import { fromLink } from '../../src/explorer/state/share.ts';
import { browserTest, button, counted, details, eventually, goToDate, menuOf, opened, tab, toggle } from './visit.ts';

type Page = Awaited<ReturnType<typeof opened>>;

/** The menu in the details. */
async function act(page: Page, name: string | RegExp): Promise<void> {
  await tab(page, 'Details').click();
  const menu = await menuOf(details(page), 'Semiconductors');
  await menu.getByRole('button', { name, exact: true }).click();
  await tab(page, 'Details').click();
}

/** The view in the address, without where the user looks, which undo doesn't change. */
async function seen(page: Page): Promise<string> {
  const { mode, panel, selection, ...view } = await fromLink(new URL(page.url()).hash.slice(1));
  return JSON.stringify(view);
}

const steps: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['hide a kind of entities', (page) => toggle(page, /^Event/)],
  ['collapse', (page) => act(page, /^Collapse/)],
  ['show it again', (page) => toggle(page, /^Event/)],
  ['expand', (page) => act(page, 'is mentioned in +4')],
  ['pin', (page) => act(page, 'Pin')],
  ['unpin', (page) => act(page, 'Unpin')],
  ['hide a kind of relations', (page) => toggle(page, /^discussed/)],
  ['paths from', (page) => act(page, 'Paths from here')],
  ['paths avoid', (page) => act(page, 'Paths that avoid this')],
  [
    'clear paths',
    async (page) => {
      await tab(page, 'Paths').click();
      await button(page, 'Clear paths').click();
      await tab(page, 'Details').click();
    },
  ],
  ['as of a day', (page) => goToDate(page, '2024-01-31')],
  ['arrange', (page) => button(page, 'Rearrange').click()],
  ['hide', (page) => act(page, 'Hide')],
];

browserTest('every action can be undone and redone, by buttons and by keys', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  await eventually(async () => page.url()).toContain('#');
  const views = [await seen(page)];
  for (const [name, step] of steps) {
    await step(page);
    await eventually(() => seen(page), name).not.toBe(views.at(-1));
    views.push(await seen(page));
  }
  const undo = button(page, 'Undo');
  const redo = button(page, 'Redo');
  expect(await redo.isDisabled()).toBe(true);
  for (const view of views.slice(0, -1).reverse()) {
    await undo.click();
    await eventually(() => seen(page)).toBe(view);
  }
  for (const view of views.slice(1)) {
    await redo.click();
    await eventually(() => seen(page)).toBe(view);
  }
  await tab(page, 'Details').focus();
  for (const view of views.slice(0, -1).reverse()) {
    await page.keyboard.press('Control+z');
    await eventually(() => seen(page)).toBe(view);
  }
  for (const view of views.slice(1)) {
    await page.keyboard.press('Control+Shift+z');
    await eventually(() => seen(page)).toBe(view);
  }
});

browserTest('dragging a slider is one undo step, and two dates are two', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const slider = page.getByRole('slider', { name: 'As of' });
  const box = (await slider.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 8, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, middle, { steps: 12 });
  await page.mouse.up();
  const sign = page.getByText(/^As of .*: what held then is shown; what is dashed only may have\./);
  await sign.waitFor();
  await button(page, 'Undo').click();
  await sign.waitFor({ state: 'detached' });
  await eventually(() => counted(page)).toEqual([11, 24]);

  await goToDate(page, '2023-12-31');
  await page.getByText('As of 31 December 2023: what held then is shown; what is dashed only may have.').waitFor();
  await goToDate(page, '2023-03');
  await page.getByText('As of March 2023: what held then is shown; what is dashed only may have.').waitFor();
  await button(page, 'Undo').click();
  await page.getByText('As of 31 December 2023: what held then is shown; what is dashed only may have.').waitFor();
});

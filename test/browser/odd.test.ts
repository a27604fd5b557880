import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { fromLink } from '../../src/explorer/state/share.ts';
import { findOnCanvas } from './on-canvas.ts';
import {
  browserTest,
  button,
  counted,
  details,
  eventually,
  expectFaults,
  find,
  goToDate,
  menuOf,
  opened,
  tab,
  toggle,
  visit,
} from './visit.ts';

/** Actions at unusual moments: before a response arrives, at another date, or with entities hidden. */

const COUNCIL = ['event:rok-eu-digital-partnership-council-2', 'Second ROK-EU Digital Partnership Council'] as const;

const picture = (page: Page) => page.getByRole('img', { name: /^A picture of/ });

/** Asks for the paths from the entity in the details. */
async function pathsTo(page: Page, from: string, text: string, to: RegExp): Promise<void> {
  const menu = await menuOf(details(page), from);
  await menu.getByRole('button', { name: 'Paths from here' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  await panel.getByRole('combobox', { name: 'To: Search' }).fill(text);
  await panel.getByRole('option', { name: to }).click();
}

/** Holds back the responses to queries that match a pattern until `letGo` is called. */
async function holdBack(page: Page, what: RegExp): Promise<{ asked: Promise<void>; letGo: () => void }> {
  let letGo = () => {};
  let arrived = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (what.test(route.request().postData() ?? '')) {
      arrived();
      await held;
    }
    await route.continue().catch(() => {});
  });
  return { asked, letGo };
}

browserTest('the time line keeps its range, whatever date is chosen', async () => {
  const page = await opened(...COUNCIL);
  const slider = page.getByRole('slider', { name: 'As of' });
  const date = page.getByRole('textbox', { name: 'As of' });
  await eventually(async () => Number(await slider.getAttribute('min'))).toBeLessThan(19_400);
  const ends = async () => [await slider.getAttribute('min'), await slider.getAttribute('max')];
  const before = await ends();
  await slider.press('Home');
  await eventually(() => date.inputValue()).not.toBe('');
  const first = await date.inputValue();
  expect(Date.parse(first) / 86_400_000).toBe(Number(before[0]));
  await eventually(async () => (await counted(page))[0]).not.toBe(29);
  expect(await ends()).toEqual(before);
  await slider.press('ArrowRight');
  const next = new Date(Date.parse(first) + 86_400_000).toISOString().slice(0, 10);
  await eventually(() => date.inputValue()).toBe(next);
});

browserTest('a click on a mark sets the time line to the date of the mark', async () => {
  const page = await opened(...COUNCIL);
  const slider = page.getByRole('slider', { name: 'As of' });
  await eventually(async () => Number(await slider.getAttribute('min'))).toBeLessThan(19_400);
  const read = async (name: string) => Number(await slider.getAttribute(name));
  const [first, last] = [await read('min'), await read('max')];
  const marks = await page.locator('.marks circle').evaluateAll((circles) =>
    circles.map((circle) => {
      const { left, width } = circle.getBoundingClientRect();
      return { x: left + width / 2, part: Number.parseFloat(circle.getAttribute('cx') ?? '') / 100 };
    }),
  );
  const box = (await slider.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  // The error was largest at the ends.
  const [mark] = marks.toSorted((one, other) => one.part - other.part);
  await page.mouse.click(mark?.x ?? Number.NaN, box.y + box.height / 2);
  const date = page.getByRole('textbox', { name: 'As of' });
  await eventually(() => date.inputValue()).not.toBe('');
  const day = first + (mark?.part ?? Number.NaN) * (last - first);
  const days = (last - first) / box.width;
  expect(Math.abs(Date.parse(await date.inputValue()) / 86_400_000 - day)).toBeLessThanOrEqual(days + 1);
});

browserTest('a menu stays within the window, even if its content loads later', async () => {
  const page = await opened(...COUNCIL, { viewport: { width: 390, height: 844 } });
  const ways = await holdBack(page, /query Ways/);
  const menu = await menuOf(details(page), COUNCIL[1]);
  await ways.asked;
  ways.letGo();
  await menu.getByRole('button', { name: /^is mentioned in/ }).waitFor();
  const bottom = async () => {
    const box = await menu.boundingBox();
    return box ? box.y + box.height : Number.NaN;
  };
  await eventually(bottom).toBeLessThanOrEqual(844);
  const last = menu.getByRole('link', { name: 'Page to cite' });
  await last.scrollIntoViewIfNeeded();
  const box = await last.boundingBox();
  expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
});

browserTest('an animated fit ends with the same picture as one without animation', async () => {
  const shots = await Promise.all(
    (['reduce', 'no-preference'] as const).map(async (reducedMotion) => {
      const page = await opened('minister:lee-jong-ho', 'Lee Jong-Ho', { reducedMotion });
      // More types than fit on one line of the legend, so the picture shrinks during the animation.
      await pathsTo(page, 'Lee Jong-Ho', '6g research', /ROK-EU 6G research project/);
      await page.getByText('The first 10 paths').waitFor();
      await eventually(async () => (await counted(page))[0]).toBeGreaterThan(6);
      await page.mouse.move(5, 5);
      return async () => (await picture(page).screenshot()).toString('base64');
    }),
  );
  const [still, moved] = shots;
  await eventually(async () => (await still?.()) === (await moved?.())).toBe(true);
});

browserTest('a zoomed picture keeps its zoom when there is less room for it', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  // Accurate to a few pixels, as nodes are located with the pointer.
  const apart = async () => {
    const places = [];
    for (const name of ['Semiconductors', 'Chips Joint Undertaking']) {
      places.push((await findOnCanvas(page, name)).at);
      await page.keyboard.press('Escape');
    }
    const [one, other] = places;
    return Math.hypot((one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0));
  };
  const fitted = await apart();
  await button(page, 'Zoom out').click();
  expect((await apart()) / fitted).toBeLessThan(0.85);
  await goToDate(page, '2025');
  await page.getByText('As of 2025').waitFor();
  await eventually(() => counted(page)).toEqual([11, 24]);
  expect((await apart()) / fitted).toBeLessThan(0.85);
});

browserTest('saved files and the banner name the date of the data', async () => {
  const page = await opened(...COUNCIL);
  await eventually(async () => (await counted(page))[0]).toBe(29);
  const answer = await holdBack(page, /query Picture[\s\S]*"asOf":"2022"/);
  await goToDate(page, '2022');
  await answer.asked;
  await page.getByText('Loading 2022… Until then you see: Now.').waitFor();
  const save = async () => {
    const coming = page.waitForEvent('download');
    await button(page, 'Save').click();
    await button(page, 'Everything shown (JSON)').click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await coming).createReadStream()) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  };
  expect(await save()).toMatchObject({ asOf: null, entities: { length: 29 } });
  answer.letGo();
  await page.getByText('As of 2022: what held then is shown; what is dashed only may have.').waitFor();
  expect((await save()).asOf).toBe('2022');
});

browserTest('expanding counts filtered neighbours and shows their type and relation type again', async () => {
  const page = await opened(...COUNCIL);
  await eventually(async () => (await counted(page))[0]).toBe(29);
  const all = await counted(page);
  await toggle(page, /^Project/);
  await eventually(async () => (await counted(page))[0]).toBe(27);
  const menu = await menuOf(details(page), COUNCIL[1]);
  await menu.getByRole('button', { name: 'announced +2', exact: true }).waitFor();
  await menu.getByRole('button', { name: 'All relations are shown', exact: true }).waitFor();
  await menu.getByRole('button', { name: 'announced +2', exact: true }).click();
  await eventually(() => counted(page)).toEqual(all);

  await toggle(page, /^announced/);
  await eventually(async () => (await counted(page))[1]).toBeLessThan(all[1]);
  const again = await menuOf(details(page), COUNCIL[1]);
  await again.getByRole('button', { name: /^announced \+\d+$/ }).click();
  await eventually(() => counted(page)).toEqual(all);
  await page.getByText('Shown again.').waitFor();
});

browserTest('the message about a failed request disappears once its entities leave the view', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  expectFaults(/Failed to load resource: net::ERR_FAILED/);
  await page.route('**/graphql', (route) =>
    /query Picture/.test(route.request().postData() ?? '') ? route.abort() : route.continue(),
  );
  await find(page, 'quantum technologies', /^Quantum Technologies/);
  const message = page.getByRole('tabpanel', { name: 'Picture' }).getByRole('alert');
  await message.waitFor();
  await page.unroute('**/graphql');
  await button(page, 'Rearrange').click();
  await message.waitFor({ state: 'detached' });
  expect((await counted(page))[0]).toBe(11);
});

browserTest('a response that arrives after undo changes nothing', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const menu = await menuOf(details(page), 'Semiconductors');
  await menu.getByRole('button', { name: 'Pin', exact: true }).click();
  const answer = await holdBack(page, /query Around/);
  const again = await menuOf(details(page), 'Semiconductors');
  await again.getByRole('button', { name: 'is mentioned in +4', exact: true }).click();
  await answer.asked;
  await button(page, 'Undo').click();
  answer.letGo();
  await eventually(async () => (await page.locator('.busy').innerText()).trim()).toBe('');
  expect(await counted(page)).toEqual([11, 24]);
  expect(await button(page, 'Redo').isEnabled()).toBe(true);
});

browserTest('more paths can be loaded, and a path with uncertain dates says so', async () => {
  const page = await opened('minister:lee-jong-ho', 'Lee Jong-Ho');
  await pathsTo(page, 'Lee Jong-Ho', '6g research', /ROK-EU 6G research project/);
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  await panel.getByText('The first 10 paths, shortest first; there are more').waitFor();
  const rows = panel.locator('.found-paths > li');
  expect(await rows.count()).toBe(10);
  await button(panel, 'Show more paths').click();
  await eventually(() => rows.count()).toBe(99);
  await goToDate(page, '2024-06');
  await eventually(async () => (await rows.first().innerText()).includes('(may not apply at this time)')).toBe(true);
});

browserTest('moving ends when the moved entity disappears', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const message = page.getByText('Click where Semiconductors should go');
  for (const way of ['Hide', 'Remove']) {
    const menu = await menuOf(details(page), 'Semiconductors');
    await menu.getByRole('button', { name: 'Move', exact: true }).click();
    await message.waitFor();
    const other = await menuOf(details(page), 'Semiconductors');
    await other.getByRole('button', { name: way, exact: true }).click();
    await message.waitFor({ state: 'detached' });
    await button(page, 'Undo').click();
    await eventually(() => counted(page)).toEqual([11, 24]);
    expect(await message.count()).toBe(0);
    await find(page, 'semiconductors', 'Semiconductors');
  }
});

browserTest('a hidden entity can be shown from its details, and a view with everything hidden says so', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  const menu = await menuOf(details(page), 'Semiconductors');
  await menu.getByRole('button', { name: 'Hide', exact: true }).click();
  await eventually(async () => (await counted(page))[0]).toBe(10);
  const again = await menuOf(details(page), 'Semiconductors');
  expect(await again.getByRole('button', { name: 'Hide', exact: true }).count()).toBe(0);
  await again.getByRole('button', { name: 'Show in the picture', exact: true }).click();
  await eventually(() => counted(page)).toEqual([11, 24]);
  for (const kind of [/^Institution/, /^Area/, /^Project/, /^Event/, /^Agreement/]) await toggle(page, kind);
  await page.getByText('Everything in this view is hidden or filtered out. Open “Filter” to show it.').waitFor();
});

browserTest('Enter selects the first hit even if it arrives later, and an empty result names the date', async () => {
  const page = await visit();
  const search = page.getByRole('combobox', { name: 'Search', exact: true });
  await search.fill('semiconductors');
  await search.press('Enter');
  await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();
  await goToDate(page, '2020');
  await search.fill('second rok-eu digital');
  await page.getByText('No results for “second rok-eu digital” as of 2020.').waitFor();
});

browserTest('the page works in a browser that blocks storage', async () => {
  const page = await visit();
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  });
  await page.goto(`${inject('explorer')}/?entity=area:semiconductors&asOf=2023-07`);
  await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();
  await page.getByText('As of July 2023').waitFor();
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ko');
  await tab(page, '표').waitFor();
});

browserTest('a change is in the address at once, without a delay', async () => {
  const page = await opened(...COUNCIL);
  const inAddress = async () => fromLink(new URL(page.url()).hash.slice(1));
  await eventually(async () => (await inAddress()).selection).toEqual({ kind: 'entity', id: COUNCIL[0] });
  await page.clock.install();
  await page.reload();
  await details(page).getByRole('heading', { level: 2, name: COUNCIL[1] }).waitFor();
  await page.clock.pauseAt(Date.now() + 3_600_000);
  await tab(page, 'Table').click();
  await page.clock.runFor(1);
  await eventually(async () => (await inAddress()).mode).toBe('table');
});

browserTest('a date applies when its field loses the focus, and an invalid date is reset', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  const date = page.getByRole('textbox', { name: 'As of' });
  await date.fill('2023-06');
  await page.keyboard.press('Tab');
  await page.getByText('As of June 2023: what held then is shown; what is dashed only may have.').waitFor();
  await date.fill('in June');
  await page.keyboard.press('Tab');
  await eventually(() => date.inputValue()).toBe('2023-06');
  await date.fill('');
  await page.keyboard.press('Tab');
  await page.getByText(/^As of /).waitFor({ state: 'detached' });
});

browserTest('requested paths make their relation types visible', async () => {
  const page = await opened(...COUNCIL);
  await eventually(async () => (await counted(page))[0]).toBe(29);
  const [, all] = await counted(page);
  await toggle(page, /^discussed/);
  await eventually(async () => (await counted(page))[1]).toBeLessThan(all);
  await pathsTo(page, COUNCIL[1], 'semiconductors', /^Semiconductors/);
  await page.getByText('The first 10 paths').waitFor();
  await eventually(() => page.getByRole('button', { name: /^Filter/ }).innerText()).toBe('Filter');
  expect((await counted(page))[1]).toBeGreaterThanOrEqual(all);
});

browserTest('an entity that is absent at a date is still named', async () => {
  const page = await opened(...COUNCIL);
  await goToDate(page, '2020');
  const panel = page.getByRole('tabpanel', { name: 'Details' });
  const message =
    'Second ROK-EU Digital Partnership Council is not in the graph as of 2020: it began later or had already ended.';
  await panel.getByText(message, { exact: true }).waitFor();
  await button(page.getByRole('status'), 'Back to now').click();
  await details(page).getByRole('heading', { level: 2, name: COUNCIL[1] }).waitFor();
});

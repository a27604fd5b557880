import { expect } from 'vitest';
import { findOnCanvas } from './on-canvas.ts';
import { browserTest, button, counted, details, eventually, namesIn, opened, tab } from './visit.ts';

/** A phone, where the page has one column. */
const NARROW = { viewport: { width: 390, height: 844 } };

browserTest('on a narrow screen the time line keeps its width while the slider is dragged', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', NARROW);
  await eventually(() => counted(page)).toEqual([11, 24]);
  const slider = page.getByRole('slider', { name: 'As of' });
  await slider.scrollIntoViewIfNeeded();
  const place = async () => {
    const { x, width } = (await slider.boundingBox()) ?? { x: 0, width: 0 };
    return { x, width };
  };
  const before = await place();
  await slider.press('ArrowLeft');
  await page.getByText(/^As of .*: what held then is shown; what is dashed only may have\./).waitFor();
  expect(await place()).toEqual(before);
});

browserTest('on a narrow screen a selection in the table scrolls to the details', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', NARROW);
  await eventually(() => counted(page)).toEqual([11, 24]);
  await tab(page, 'Table').click();
  const top = async () => (await page.getByRole('complementary').boundingBox())?.y;
  const table = page.getByRole('tabpanel', { name: 'Table' });
  const [name = ''] = (await namesIn(page)).filter((other) => other !== 'Semiconductors');
  expect(await top()).toBeGreaterThan(844);
  await button(table, name).first().click();
  const heading = details(page).getByRole('heading', { level: 2, name, exact: true });
  await heading.waitFor();
  await eventually(async () => (await heading.boundingBox())?.y).toBeLessThan(300);

  // The details of a relation are short, so the page may end before they reach the top.
  await button(table, 'discussed').first().click();
  await eventually(async () => (await details(page).filter({ hasText: 'discussed' }).boundingBox())?.y).toBeLessThan(
    600,
  );
});

browserTest('on a low screen the picture has room, and leaves a part of the page to scroll by', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', { viewport: { width: 640, height: 400 } });
  const height = async () => (await page.getByRole('img', { name: /^A picture of/ }).boundingBox())?.height;
  expect(await height()).toBe(300);
  await page.setViewportSize({ width: 320, height: 256 });
  expect(await height()).toBeCloseTo(217.6, 1);
});

browserTest('on a scrolled page a menu opens at the pointer', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', { viewport: { width: 800, height: 1600 } });
  await eventually(() => counted(page)).toEqual([11, 24]);
  await page.evaluate(() => scrollTo(0, 150));
  expect(await page.evaluate(() => scrollY)).toBe(150);
  const { menu, at } = await findOnCanvas(page, 'Semiconductors');
  const box = await menu.boundingBox();
  expect([box?.x, box?.y]).toEqual([at.x, at.y]);
});

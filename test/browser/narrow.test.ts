import { expect } from 'vitest';
import { browserTest, counted, opened, soon } from './visit.ts';

/** A telephone, where one thing stands below the other. */
const NARROW = { viewport: { width: 390, height: 844 } };

browserTest('on a narrow screen the line of time keeps its width while it is dragged', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', NARROW);
  await soon(() => counted(page)).toEqual([11, 21]);
  const slider = page.getByRole('slider', { name: 'As of' });
  await slider.scrollIntoViewIfNeeded();
  const place = async () => {
    const { x, width } = (await slider.boundingBox()) ?? { x: 0, width: 0 };
    return { x, width };
  };
  const before = await place();
  await slider.press('ArrowLeft');
  await page.getByText(/^As of .*: only what was so then is shown\./).waitFor();
  expect(await place()).toEqual(before);
});

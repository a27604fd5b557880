import { expect } from 'vitest';
import { browserTest, details, eventually, find, goToDate, opened, tab } from './visit.ts';

browserTest('what may not hold on a day is marked, and what has no date stands apart', async () => {
  const page = await opened('agreement:rok-eu-digital-partnership', 'ROK-EU Digital Partnership');
  await goToDate(page, '2023-12-31');
  await page.getByText('As of 31 December 2023: what held then is shown; what is dashed only may have.').waitFor();
  const carried = details(page).getByRole('region', { name: 'is carried out by' }).getByRole('row');
  const doubtful = carried.filter({ hasText: 'may not apply at this time' });
  await eventually(async () => (await doubtful.allInnerTexts()).join()).toContain('Quantum expert workshops');
  expect(await doubtful.count()).toBe(1);
  expect(await carried.filter({ hasText: 'First ROK-EU Digital Partnership Council' }).count()).toBe(1);

  await tab(page, 'Time').click();
  const undated = page.getByRole('region', { name: 'No date' });
  await undated.getByText('they may have existed before the documents that name them').waitFor();
  const names = (await undated.getByRole('listitem').allInnerTexts()).map((text) => text.trim());
  expect(names).toContain('Semiconductors');
  expect(names).not.toContain('First ROK-EU Digital Partnership Council');
  // Nothing of the list is outside the panel.
  const [list, panel] = [undated.getByRole('list'), page.getByRole('tabpanel', { name: 'Time' })];
  expect((await list.boundingBox())?.x).toBeGreaterThanOrEqual((await panel.boundingBox())?.x ?? 0);
  expect(await list.evaluate((one) => getComputedStyle(one).listStyleType)).toBe('none');

  // Another romanisation of a name finds the person.
  await find(page, 'Minister Rhee', 'Lee Jong-Ho');
  await tab(page, 'Details').click();
  await details(page).getByRole('heading', { level: 2, name: 'Lee Jong-Ho' }).waitFor();
});

import { expect, inject } from 'vitest';
import { browserTest, counted, details, eventually, opened, tab, visit } from './visit.ts';

const lang = (page: Awaited<ReturnType<typeof visit>>) => page.evaluate(() => document.documentElement.lang);
const ground = (page: Awaited<ReturnType<typeof visit>>) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

const LIGHT = 'rgb(244, 245, 247)';
const DARK = 'rgb(13, 16, 20)';

browserTest('the page remembers that Korean was chosen', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  expect(await lang(page)).toBe('en');
  expect(await page.getByRole('tab').allInnerTexts()).toEqual([
    'Picture',
    'Table',
    'Query',
    'Details',
    'Paths',
    'Time',
  ]);
  await page.getByRole('combobox', { name: 'Language' }).selectOption('한국어');
  await eventually(() => lang(page)).toBe('ko');
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(['그림', '표', '쿼리', '상세', '경로', '시간']);
  // The names in the picture change too.
  await details(page).getByRole('heading', { level: 2, name: '반도체', exact: true }).waitFor();
  await page.getByRole('img', { name: /^개체 11개와 관계 24개의 그림\./ }).waitFor();

  await page.reload();
  await details(page).getByRole('heading', { level: 2, name: '반도체', exact: true }).waitFor();
  expect(await lang(page)).toBe('ko');
  expect(await page.getByRole('combobox', { name: '언어' }).inputValue()).toBe('ko');
});

browserTest('a browser that prefers Korean gets Korean', async () => {
  const page = await visit(inject('explorer'), { locale: 'ko-KR' });
  await tab(page, '그림').waitFor();
  expect(await lang(page)).toBe('ko');
});

browserTest('the theme follows the system until one is chosen', async () => {
  const page = await visit(inject('explorer'), { colorScheme: 'dark' });
  await tab(page, 'Picture').waitFor();
  expect(await ground(page)).toBe(DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  await eventually(() => ground(page)).toBe(LIGHT);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark');
  await eventually(() => ground(page)).toBe(DARK);
  await page.reload();
  await tab(page, 'Picture').waitFor();
  expect(await ground(page)).toBe(DARK);
  expect(await page.getByRole('combobox', { name: 'Theme' }).inputValue()).toBe('dark');
});

browserTest('nothing is animated if the user prefers reduced motion', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors', { reducedMotion: 'reduce' });
  await eventually(() => counted(page)).toEqual([11, 24]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

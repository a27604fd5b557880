import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import {
  browserTest,
  button,
  counted,
  details,
  eventually,
  expectFaults,
  find,
  menuOf,
  opened,
  tab,
  visit,
} from './visit.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2, levels A and AA, including the criteria from 2.0 and 2.1. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The violations on the current page: each rule and the elements that break it. */
async function broken(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: string, options: RunOptions): Promise<AxeResults> };
    };
    return axe.run('html', { runOnly: { type: 'tag', values: [...tags] } });
  }, RULES);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

const clean = async (page: Page) => expect(await broken(page)).toEqual([]);

const COUNCIL = 'event:rok-eu-digital-partnership-council-1';
const COUNCIL_NAME = 'First ROK-EU Digital Partnership Council';

const looks = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 390, height: 844 } }],
] as const;

for (const [look, options] of looks) {
  browserTest(`no view of the explorer breaks a rule of WCAG 2.2 AA: ${look}`, async () => {
    const start = await visit(inject('explorer'), options);
    await start.getByRole('button', { name: /Second ROK-EU/ }).waitFor();
    await clean(start);
    const box = start.getByRole('combobox', { name: 'Search', exact: true });
    await box.fill('반도체');
    await start.getByRole('option').first().waitFor();
    await box.press('ArrowDown');
    await clean(start);
    await box.fill('qqqqqqqqqq');
    await start.getByText(/^No results for/).waitFor();
    await clean(start);

    const page = await opened(COUNCIL, COUNCIL_NAME, options);
    await eventually(async () => (await counted(page))[0]).toBeGreaterThan(5);
    // A contested field and its evidence, and the evidence of a relation.
    const article = details(page);
    await article.getByText('Sources disagree').waitFor();
    for (const summary of (await article.locator('.who > summary').all()).slice(0, 6)) await summary.click();
    await clean(page);
    await menuOf(article, COUNCIL_NAME);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Paths from here/ })
      .waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await button(page, /^Filter/).click();
    await page.getByRole('dialog', { name: 'Filter' }).waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await button(page, 'Save').click();
    await clean(page);
    await page.keyboard.press('Escape');

    await tab(page, 'Time').click();
    await page.getByRole('region', { name: 'Dated facts about what is shown' }).waitFor();
    await clean(page);
    const date = page.getByRole('textbox', { name: 'As of' });
    await date.fill('someday');
    await date.press('Enter');
    await page.getByText(/^Enter a date/).waitFor();
    await clean(page);
    await date.fill('2023-12-31');
    await date.press('Enter');
    await page.getByText(/^As of 31 December 2023/).waitFor();
    // The banner sticks to the top and covers half of a link wherever the page happens to be scrolled to.
    await tab(page, 'Time').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await clean(page);

    await tab(page, 'Paths').click();
    await clean(page);
    const panel = page.getByRole('tabpanel', { name: 'Paths' });
    const pick = async (role: string, text: string) => {
      await panel.getByRole('combobox', { name: `${role}: Search` }).fill(text);
      await panel.getByRole('option').first().click();
    };
    await pick('From', 'Thierry Breton');
    await pick('To', 'Semiconductors');
    await panel.getByText(/paths?, shortest first/).waitFor();
    await clean(page);
    await pick('Avoiding', 'Thierry Breton');
    await panel.getByText(/^None: no chain/).waitFor();
    await clean(page);

    await tab(page, 'Table').click();
    await page.getByRole('region', { name: 'Relations' }).first().waitFor();
    await clean(page);
    await page.getByRole('region', { name: 'Relations' }).getByRole('button').first().click();
    await details(page).getByRole('region', { name: 'Who says so' }).waitFor();
    await clean(page);
  });
}

browserTest('the details of every entity type pass all rules, in English and Korean', async () => {
  const page = await visit();
  const kinds = [
    ['Lee Jong-Ho', 'Lee Jong-Ho'],
    ['European Commission', 'European Commission'],
    ['Semiconductors', 'Semiconductors'],
    ['ROK-EU 6G research project', 'ROK-EU 6G research project'],
    ['ROK-EU Digital Partnership', 'ROK-EU Digital Partnership'],
    ['Republic of Korea - EU Joint Statement', 'Republic of Korea - EU Joint Statement'],
  ] as const;
  for (const [text, name] of kinds) {
    await find(page, text, name);
    await details(page).getByRole('heading', { level: 2, name, exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    await clean(page);
  }
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ko');
  await page.getByRole('tab', { name: '상세', exact: true }).waitFor();
  await clean(page);
  await page.getByRole('tab', { name: '표', exact: true }).click();
  await clean(page);
});

browserTest('GraphiQL passes all rules, and the keyboard can leave it', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await opened(COUNCIL, COUNCIL_NAME, { colorScheme });
    await tab(page, 'Query').click();
    const editor = page.getByRole('textbox', { name: 'Query Editor' });
    await page.getByRole('region', { name: 'Query Editor' }).getByText('query Picture').waitFor();
    await clean(page);
    await button(page, /^Execute query/).click();
    await page.getByRole('region', { name: 'Result Window' }).getByText('neighborhood').waitFor();
    await clean(page);
    const hasFocus = () => editor.evaluate((field) => field === document.activeElement);
    for (const key of ['Tab', 'Shift+Tab']) {
      await editor.focus();
      expect(await hasFocus()).toBe(true);
      await page.keyboard.press(key);
      expect(await hasFocus()).toBe(false);
    }
  }
});

browserTest('entity pages and the not-found page pass all rules', async () => {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', locale: 'ko-KR' }] as const) {
    const page = await visit(`${inject('explorer')}/entity/${COUNCIL}`, options);
    await clean(page);
  }
  expectFaults(/the server responded with a status of 40[04]/);
  const wrong = [
    'area:no-such-area',
    'no-id',
    'area:semiconductors?asOf=someday',
    'area:semiconductors?relations=NONE',
  ];
  for (const path of [...wrong.map((id) => `/entity/${id}`), '/no/page']) {
    const page = await visit(`${inject('explorer')}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await clean(page);
  }
});

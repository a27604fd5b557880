import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { imported } from './imported.ts';
import { browserTest, button, counted, details, eventually, tab, visit } from './visit.ts';

const IMAGE = '<img src=x onerror="document.title=\'broken\'">';
const SCRIPT = '</title><script>document.title="broken"</script>';
const TURNED = 'Turned \u202egnp.exe\u202c and \u2066isolated\u2069 name';
const FORMULA = '=cmd|"/c calc"!A1';
const LONG = 'Endless'.padEnd(5000, 'e');
const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const source = [{ document: 'document:hostile', locator: `${IMAGE}\u202e` }];
const area = (id: string, text: string, more: object = {}) => ({
  id: `area:${id}`,
  names: [{ text, language: 'en', kind: 'OFFICIAL' }],
  sources: source,
  ...more,
});

const facts = {
  entente: 1,
  topic: 'Names that want to be more than names',
  entities: [
    {
      id: 'document:hostile',
      names: [{ text: `Document ${SCRIPT}`, language: 'en', kind: 'OFFICIAL' }],
      url: 'urn:example:"><b>',
      kind: 'ARTICLE',
      sources: [{ document: 'document:hostile', locator: 'all' }],
    },
    area('image', `Hostile ${IMAGE}`, {
      code: 'QUANTUM_CODE',
      summary: `Summary ${SCRIPT} ${IMAGE} \u202eturned`,
      // An import refuses schemes such as javascript:.
      sameAs: ['tel:+1', 'urn:example:<script>1</script>', 'https://example.org/"><b>'],
    }),
    area('turned', `Hostile ${TURNED}`),
    area('formula', FORMULA),
    area('long', LONG),
    {
      id: 'institution:hostile',
      names: [{ text: `Hostile body ${SCRIPT}`, language: 'en', kind: 'OFFICIAL' }],
      sources: source,
    },
  ],
  relations: [
    ...['turned', 'formula', 'long'].map((id) => ({
      type: 'NARROWER_THAN',
      from: `area:${id}`,
      to: 'area:image',
      note: `${IMAGE}\u202e`,
      sources: source,
    })),
    { type: 'WORKS_ON', from: 'institution:hostile', to: 'area:image', note: SCRIPT, sources: source },
  ],
};

/** Fails if a name has become markup, a script or a link, holds a direction mark, or widens the page. */
async function expectHarmless(page: Page): Promise<void> {
  const seen = await page.evaluate(() => ({
    title: document.title,
    text: document.body.innerText,
    labels: [...document.querySelectorAll('[aria-label], [title]')].map(
      (element) => `${element.getAttribute('aria-label')} ${element.getAttribute('title')}`,
    ),
    links: [...document.querySelectorAll('a')].map((link) => link.protocol),
    made: document.querySelectorAll('#explorer img, #explorer script, #explorer iframe').length,
    tooWide: document.documentElement.scrollWidth > innerWidth,
  }));
  expect(seen.title).not.toBe('broken');
  expect(seen.made).toBe(0);
  expect(seen.links.filter((protocol) => protocol !== 'http:' && protocol !== 'https:')).toEqual([]);
  expect(seen.text).not.toMatch(MARKS);
  expect(seen.labels.filter((label) => MARKS.test(label))).toEqual([]);
  expect(seen.tooWide).toBe(false);
}

async function saved(page: Page, kind: string): Promise<string> {
  await button(page, 'Save').click();
  const coming = page.waitForEvent('download');
  await button(page.getByRole('dialog', { name: 'Save' }), kind).click();
  return readFile(await (await coming).path(), 'utf8');
}

browserTest('names that look like HTML, links, formulas or direction marks appear as plain text', async () => {
  const { url } = await imported(facts);

  // The search.
  const page = await visit(url);
  await page.getByRole('combobox', { name: 'Search', exact: true }).fill('hostile');
  const options = page.getByRole('listbox', { name: 'Search' }).getByRole('option');
  await eventually(() => options.count()).toBe(3);
  await expectHarmless(page);
  expect((await options.allInnerTexts()).join('\n')).toContain(`Hostile ${IMAGE}`);

  // The picture and the details.
  await options.filter({ hasText: 'onerror' }).click();
  await eventually(() => counted(page)).toEqual([5, 4]);
  await details(page)
    .getByRole('heading', { level: 2, name: `Hostile ${IMAGE}`, exact: true })
    .waitFor();
  await details(page).getByRole('table').first().waitFor();
  // A code in capitals is a text, not an enum value of the ontology.
  await details(page).getByRole('region', { name: 'Facts' }).getByText('QUANTUM_CODE', { exact: true }).waitFor();
  await details(page).getByText('1 source').first().click();
  await expectHarmless(page);
  expect(
    await details(page)
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href)),
  ).toEqual(['https://example.org/%22%3E%3Cb%3E']);

  // The table.
  await tab(page, 'Table').click();
  await page.getByRole('tabpanel', { name: 'Table' }).getByRole('rowheader').first().waitFor();
  await expectHarmless(page);

  // The paths.
  await tab(page, 'Paths').click();
  for (const [box, text] of [
    ['From: Search', 'turned'],
    ['To: Search', 'hostile body'],
  ] as const) {
    await page.getByRole('combobox', { name: box }).fill(text);
    await page.getByRole('complementary').getByRole('option').first().click();
  }
  await page.getByText('1 path, shortest first').waitFor();
  await expectHarmless(page);

  // Saved files.
  const svg = await saved(page, 'Vector image (SVG)');
  expect(svg).not.toMatch(MARKS);
  expect(svg).not.toMatch(/<script|<img|javascript:/);
  expect(svg).toContain('&lt;img src=x onerror=');
  const cells = (parse(await saved(page, 'Entities (CSV)'), { bom: true }) as string[][]).flat();
  expect(cells).toContain(`'${FORMULA}`);
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(cells.filter((cell) => MARKS.test(cell))).toEqual([]);
  const relations = (parse(await saved(page, 'Relations (CSV)'), { bom: true }) as string[][]).flat();
  expect(relations.filter((cell) => /^[=+\-@\t\r]/.test(cell) || MARKS.test(cell))).toEqual([]);

  // A narrow screen.
  await page.setViewportSize({ width: 390, height: 844 });
  await tab(page, 'Details').click();
  await expectHarmless(page);
  await tab(page, 'Picture').click();
  await expectHarmless(page);
});

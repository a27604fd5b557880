import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, expect, inject, test } from 'vitest';
import { CHROMIUM_FLAGS } from '../../bench/chromium.js';
import { PATIENCE } from '../support/patience.ts';

const executablePath = inject('chromium');

/** A test that is skipped without Chromium. */
export const browserTest = test.skipIf(executablePath === null);

let launched: Promise<Browser> | undefined;
const contexts: BrowserContext[] = [];
let faults: string[] = [];
let awaited: RegExp[] = [];

/** Console errors that a test causes on purpose, such as those of an unreachable server. */
export function expectFaults(...patterns: readonly RegExp[]): void {
  awaited.push(...patterns);
}

async function watched(context: BrowserContext, host: string): Promise<void> {
  context.on('request', (request) => {
    const url = new URL(request.url());
    const isOwn = url.host === host || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isOwn) faults.push(`a request left the host: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`console.${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('dialog', (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeFunction('onViolation', (text: string) => faults.push(`securitypolicyviolation: ${text}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      (globalThis as unknown as { onViolation(text: string): void }).onViolation(
        `${violatedDirective} ${blockedURI} ${sourceFile}`,
      );
    });
  });
}

/**
 * Opens a page in a new browser context. A script error, a violation of the Content-Security-Policy or a request to another
 * host fails the test. Animations are off unless a test turns them on, so that elements don't move while it clicks.
 */
export async function visit(address = inject('explorer'), options: BrowserContextOptions = {}): Promise<Page> {
  if (executablePath === null) throw new Error('There is no Chromium: use browserTest.');
  launched ??= chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  const browser = await launched;
  const context = await browser.newContext({
    locale: 'en-GB',
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  contexts.push(context);
  context.setDefaultTimeout(PATIENCE);
  await watched(context, new URL(address).host);
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  const found = faults.filter((fault) => !awaited.some((pattern) => pattern.test(fault)));
  faults = [];
  awaited = [];
  expect(found).toEqual([]);
});

afterAll(async () => {
  await (await launched)?.close();
});

/** Like expect, but polls until the assertion holds. */
export const eventually = <T>(read: () => Promise<T>, message?: string) =>
  expect.poll(read, { timeout: PATIENCE, interval: 30, ...(message ? { message } : {}) });

export const button = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole('button', { name, exact: true });

export const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

export const details = (page: Page) => page.getByRole('complementary').getByRole('article');

/** The numbers of entities and relations in the label of the picture. */
export async function counted(page: Page): Promise<readonly [entities: number, relations: number]> {
  const label = (await page.getByRole('img', { name: /^A picture of/ }).getAttribute('aria-label')) ?? '';
  const [, entities, relations] = /^A picture of (\d+) entit\w+ and (\d+) relations?\./.exec(label) ?? [];
  return [Number(entities), Number(relations)];
}

/** Types into the search and selects the hit with this name. */
export async function find(page: Page, text: string, name: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: 'Search', exact: true }).fill(text);
  await page.getByRole('listbox', { name: 'Search' }).getByRole('option', { name, exact: true }).click();
}

/** Opens the picture of an entity with its neighbours, as a search result does. */
export async function opened(id: string, name: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await visit(`${inject('explorer')}/?entity=${encodeURIComponent(id)}`, options);
  await details(page).getByRole('heading', { level: 2, name }).waitFor();
  // The canvas is a chunk of its own, which loads after its frame.
  await page
    .getByRole('img', { name: /^A picture of/ })
    .and(page.locator('[aria-busy="false"]'))
    .waitFor();
  return page;
}

const rowsOf = async (page: Page, region: string): Promise<string[][]> => {
  const stage = page.getByRole('tabpanel', { name: 'Table' });
  const rows = stage.getByRole('region', { name: region, exact: true }).getByRole('row');
  return rows.evaluateAll((elements) =>
    elements
      .map((row) => [...row.querySelectorAll('td, tbody th')].map((cell) => (cell as HTMLElement).innerText.trim()))
      .filter((cells) => cells.length > 0),
  );
};

/** The rows of entities in the table: type, name, visible relations. */
export const entityRows = async (page: Page): Promise<string[][]> =>
  (await rowsOf(page, 'Entities')).map((cells) => cells.slice(0, 3));

/** The rows of relations in the table: from, reading, to, role, dates, amounts. */
export const relationRows = (page: Page): Promise<string[][]> => rowsOf(page, 'Relations');

export const namesIn = async (page: Page): Promise<string[]> =>
  (await entityRows(page)).map(([, name = '']) => name.replace(/ · pinned$/, ''));

/** The opened evidence: for each source its document, locator, publishers, date and link. */
export const evidenceIn = (within: Locator): Promise<string[][]> =>
  within
    .getByRole('listitem')
    .filter({ has: within.page().getByRole('button') })
    .evaluateAll((items) =>
      items.map((item) => [...item.querySelectorAll<HTMLElement>('bdi, time, a')].map((part) => part.innerText)),
    );

/** Toggles the filter of an entity type or relation type. */
export async function toggle(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Filter/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Filter' });
  await dialog.getByRole('checkbox', { name }).click();
  await button(dialog, 'Close').click();
}

/** Enters a date into the field "As of". */
export async function goToDate(page: Page, date: string): Promise<void> {
  await page.getByRole('textbox', { name: 'As of' }).fill(date);
  await page.keyboard.press('Enter');
}

/** Opens the menu of an entity. */
export async function menuOf(within: Locator, name: string): Promise<Locator> {
  await button(within, `Actions ${name}`).click();
  const menu = within.page().getByRole('dialog', { name: `Actions for ${name}`, exact: true });
  await menu.waitFor();
  return menu;
}

/** Copies the link of the view with Share. */
export async function sharedLink(page: Page): Promise<string> {
  await button(page, 'Share').click();
  await page.getByRole('status').filter({ hasText: 'Link copied' }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Sends a query to the public API. */
export async function asked(query: string, variables: object = {}, url = inject('explorer')): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: any; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

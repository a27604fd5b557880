/**
 * Measures the explorer in a headless Chromium with a server of its own: how long after `npm start` it can be used, how
 * large the first page is, and how long 100 neighbours take from the click until they are drawn.
 *
 *   npm run build && node bench/explorer.js [--entities 7000] [--relations 55000]
 *
 * CHROMIUM_PATH names the browser; without it, the PATH is searched.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { createOntology, fillEmpty, openEmbedded, prepareLayout } from '../dist/bench-api.js';
import { quantile } from './asking.js';
import { chromiumOptions } from './chromium.js';
import { powerLawFacts } from './power-law.js';
import { addressOf, spawnNpmStart, spawnServer } from './start.js';

const { values: flags } = parseArgs({
  options: {
    entities: { type: 'string', default: '7000' },
    relations: { type: 'string', default: '55000' },
  },
});
const RUNS = 10;
const STARTS = 5;
const EXPANDED = 10;
const ontology = createOntology();
const ms = (time) => `${Math.round(time)} ms`;

async function folderWithGraph() {
  const folder = mkdtempSync(join(tmpdir(), 'entente-explorer-'));
  const graph = openEmbedded(folder, 120_000);
  await prepareLayout(graph, ontology);
  const size = { seed: 1, entities: Number(flags.entities), relations: Number(flags.relations) };
  const facts = powerLawFacts(ontology, size);
  await fillEmpty(graph, ontology, facts, new Date(0));
  await graph.close();
  const degrees = new Map();
  for (const { from, to } of facts.relations) for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  const hubs = [...degrees].filter(([, degree]) => degree > 150).sort(([, one], [, other]) => one - other);
  return { folder, hubs: hubs.slice(0, EXPANDED).map(([id]) => id) };
}

const emptyTab = (browser) => browser.newPage({ viewport: { width: 1400, height: 900 } });

/** Milliseconds from opening an address in an empty tab until a name can be typed, and what was loaded until then. */
async function open(page, url) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const loaded = { files: 0, bytes: 0 };
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    loaded.files += 1;
    loaded.bytes += encodedDataLength;
  });
  const begin = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
  return { time: performance.now() - begin, loaded };
}

/** Milliseconds from the click on "Show neighbours" until the frame that shows them. */
async function expanded(page, url, id) {
  await page.goto(`${url}/?entity=${encodeURIComponent(id)}`);
  await page.locator('article.entity').waitFor();
  await page.locator('.canvas[aria-label]').waitFor();
  await page.waitForLoadState('networkidle');
  await page
    .locator('article.entity')
    .getByRole('button', { name: /^Actions/ })
    .click();
  const more = page.getByRole('button', { name: /^Show neighbours/ });
  await more.waitFor();
  await page.evaluate(() => {
    const picture = document.querySelector('.canvas');
    const before = picture.getAttribute('aria-label');
    globalThis.drawn = new Promise((resolve) => {
      addEventListener(
        'click',
        () => {
          const begin = performance.now();
          new MutationObserver((_changes, watch) => {
            if (picture.getAttribute('aria-label') === before) return;
            watch.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
          }).observe(picture, { attributes: true });
        },
        { capture: true, once: true },
      );
    });
  });
  await more.click();
  return page.evaluate(() => globalThis.drawn);
}

/** Milliseconds from `npm start` without data, after the build, until a name can be typed in a waiting browser. */
async function begun(browser) {
  const folder = mkdtempSync(join(tmpdir(), 'entente-explorer-'));
  const page = await emptyTab(browser);
  const begin = performance.now();
  const npm = spawnNpmStart(folder);
  try {
    const url = new URL('/', await addressOf(npm)).origin;
    const answered = performance.now() - begin;
    await open(page, url);
    const typed = performance.now() - begin;
    return { answered, typed };
  } finally {
    process.kill(-npm.pid, 'SIGKILL');
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const browser = await chromium.launch(chromiumOptions());
const starts = [];
for (let run = 0; run < STARTS; run += 1) starts.push(await begun(browser));
const median = (key) =>
  ms(
    quantile(
      starts.map((start) => start[key]),
      0.5,
    ),
  );
console.log(
  `from npm start: the server answers after ${median('answered')}, a name can be typed after ${median('typed')}`,
);
const { folder, hubs } = await folderWithGraph();
const server = spawnServer(folder);
try {
  const url = new URL('/', await addressOf(server)).origin;
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await emptyTab(browser);
    const { time, loaded } = await open(page, url);
    times.push(time);
    if (run === 0) {
      await page.waitForLoadState('networkidle');
      console.log(`first page: ${loaded.files} files, ${Math.round(loaded.bytes / 1000)} kB over the wire`);
    }
    await page.close();
  }
  console.log(`the page again: median ${ms(quantile(times.slice(1), 0.5))}, worst ${ms(Math.max(...times.slice(1)))}`);
  const page = await emptyTab(browser);
  const found = [];
  for (const id of hubs) found.push(await expanded(page, url, id));
  const [first, ...others] = found;
  console.log(
    `100 neighbours, from the click until they are drawn: first ${ms(first)}, then median ${ms(quantile(others, 0.5))}, worst ${ms(Math.max(...others))}`,
  );
} finally {
  await browser.close();
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/**
 * How fast the explorer is in a headless Chromium, over a server of its own: what the first page weighs, when it can be
 * used, and how long 100 neighbours take from the click until they are drawn.
 *
 *   npm run build && node bench/explorer.js [--entities 7000] [--relations 55000]
 *
 * CHROMIUM_PATH names the browser; /usr/bin/chromium where it is left out.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { openEmbedded } from '../dist/engines/embedded.js';
import { prepareLayout } from '../dist/graph/layout.js';
import { writeFacts } from '../dist/ingest/write.js';
import { createOntology } from '../dist/ontology/ontology.js';
import { quantile } from './asking.js';
import { powerLawFacts } from './power-law.js';

const { values: flags } = parseArgs({
  options: {
    entities: { type: 'string', default: '7000' },
    relations: { type: 'string', default: '55000' },
  },
});
const RUNS = 10;
const EXPANDED = 10;
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const ontology = createOntology();
const ms = (time) => `${Math.round(time)} ms`;

async function folderWithGraph() {
  const folder = mkdtempSync(join(tmpdir(), 'entente-explorer-'));
  const graph = openEmbedded(folder, 120_000);
  await prepareLayout(graph, ontology);
  const size = { seed: 1, entities: Number(flags.entities), relations: Number(flags.relations) };
  const facts = powerLawFacts(ontology, size);
  await writeFacts(graph, ontology, facts, new Date(0));
  await graph.close();
  const degrees = new Map();
  for (const { from, to } of facts.relations) for (const id of [from, to]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  const hubs = [...degrees].filter(([, degree]) => degree > 150).sort(([, one], [, other]) => one - other);
  return { folder, hubs: hubs.slice(0, EXPANDED).map(([id]) => id) };
}

async function serve(folder) {
  const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
  const begin = performance.now();
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', folder], {
    env: { ...process.env, ENTENTE_LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const [url] = /http:\/\/[^\s"]+(?=\/graphql)/.exec(line) ?? [];
    if (url) return { url, started: performance.now() - begin, stop: () => server.kill('SIGKILL') };
  }
  throw new Error('The server ended before it named its address.');
}

/** Milliseconds from the address being opened until a name can be typed, and all that came until then. */
async function open(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
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
  return { page, time: performance.now() - begin, loaded };
}

/** From the click on "Show neighbours" until the frame in which the picture has them. */
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

const { folder, hubs } = await folderWithGraph();
const server = await serve(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: FLAGS,
});
try {
  console.log(`from the start of the server until it answers: ${ms(server.started)}`);
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { page, time, loaded } = await open(browser, server.url);
    times.push(time);
    if (run === 0) {
      await page.waitForLoadState('networkidle');
      console.log(`first page: ${loaded.files} files, ${Math.round(loaded.bytes / 1000)} kB over the wire`);
      console.log(`first time, until a name can be typed: ${ms(time)}`);
    }
    await page.close();
  }
  console.log(`again: median ${ms(quantile(times.slice(1), 0.5))}, worst ${ms(Math.max(...times.slice(1)))}`);
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const found = [];
  for (const id of hubs) found.push(await expanded(page, server.url, id));
  const [first, ...others] = found;
  console.log(
    `100 neighbours, from the click until they are drawn: first ${ms(first)}, then median ${ms(quantile(others, 0.5))}, worst ${ms(Math.max(...others))}`,
  );
} finally {
  await browser.close();
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}

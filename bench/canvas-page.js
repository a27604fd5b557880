import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { chromiumOptions } from './chromium.js';

/** A page with nothing but the explorer's canvas, under the content security policy of the server. */

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'";
const FILES = ['canvas', 'layout', 'shapes', 'svg'].map((name) =>
  fileURLToPath(new URL(`../src/explorer/canvas/${name}.ts`, import.meta.url)),
);
const ENTRY = `${FILES.map((file, i) => `import * as part${i} from ${JSON.stringify(file)};`).join('')}
globalThis.explorer = { ${FILES.map((_, i) => `...part${i}`).join(', ')} };`;
const STYLE = 'html,body{margin:0;height:100%}body{font-family:system-ui,sans-serif}#stage{position:absolute;inset:0}';
const HTML =
  '<!doctype html><meta charset="utf-8"><title>Canvas</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css"><div id="stage"></div><script type="module" src="/canvas.js"></script>';

/** The module as a browser loads it; its exports are in `globalThis.explorer`. */
async function bundle() {
  const entry = '\0entry';
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? entry : null),
        load: (id) => (id === entry ? ENTRY : null),
      },
    ],
    build: { write: false, target: 'es2022', modulePreload: false, rolldownOptions: { input: 'entry' } },
  });
  return output[0].code;
}

/** Opens the page; `close` ends the browser and the server. */
export async function openCanvasPage({ flags = [], ...options } = {}) {
  const code = await bundle();
  const server = createServer((request, response) => {
    const [type, body] =
      {
        '/': ['text/html', HTML],
        '/canvas.js': ['text/javascript', code],
        '/style.css': ['text/css', STYLE],
        '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
      }[request.url] ?? [];
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch(chromiumOptions(flags));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.explorer !== undefined);
  return {
    page,
    problems,
    gzip: gzipSync(code, { level: 9 }).length,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

const TYPES = ['Minister', 'Institution', 'Area', 'Project', 'Event', 'Agreement', 'Document'];
const READINGS = ['was funded by', 'takes part in', 'is about', 'signed', 'met', 'follows', 'holds office at'];
const NAMES = [
  'Ministry of Science and ICT',
  '과학기술정보통신부',
  'Quantum technologies',
  'Horizon Europe',
  'Electronics and Telecommunications Research Institute',
  'Digital Partnership Council',
  'Semiconductors',
  'Ursula von der Leyen',
  '한국전자통신연구원',
  '6G',
  'Heterogeneous integration for chips with neuromorphic architectures',
  'Joint statement of the second council',
];

/** A graph like those of the explorer: a few entities have many relations. Equal seeds give equal graphs. */
export function powerLaw(nodes, edges, seed = 1) {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (below) => Math.floor(random() * below);
  const ends = [];
  const drawnEdges = [];
  const weights = new Array(nodes).fill(0);
  const link = (from, to) => {
    ends.push(from, to);
    weights[from] += 1;
    weights[to] += 1;
    drawnEdges.push({
      id: `edge:${drawnEdges.length}`,
      from: `node:${from}`,
      to: `node:${to}`,
      label: READINGS[pick(READINGS.length)],
      selected: false,
      onPath: false,
      dimmed: false,
      uncertain: random() < 0.1,
    });
  };
  for (let i = 1; i < nodes && drawnEdges.length < edges; i += 1) {
    link(i, ends.length > 0 && random() < 0.8 ? ends[pick(ends.length)] : pick(i));
  }
  while (drawnEdges.length < edges) link(pick(nodes), ends[pick(ends.length)]);
  const drawnNodes = weights.map((weight, i) => ({
    id: `node:${i}`,
    label: i < NAMES.length ? NAMES[i] : `${NAMES[i % NAMES.length]} ${i}`,
    type: TYPES[i % TYPES.length],
    x: 0,
    y: 0,
    weight,
    pinned: false,
    selected: false,
    dimmed: false,
    onPath: false,
    hiddenMore: i % 4 === 0 ? 3 : 0,
  }));
  return { nodes: drawnNodes, edges: drawnEdges };
}

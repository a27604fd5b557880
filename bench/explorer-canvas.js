import { openCanvasPage, powerLaw } from './canvas-page.js';

/**
 * Measures how smooth the explorer's canvas is: `node bench/explorer-canvas.js`. Moves are the browser's own input, and a
 * frame is one that the browser showed. A headless Chromium draws without a graphics card, so this is the slow case.
 */

const SECONDS = 4;
const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)];

async function start(page) {
  await page.evaluate(() => {
    globalThis.frames = [];
    const tick = () => {
      globalThis.frames.push(performance.now());
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    const none = () => {};
    const handlers = {
      onSelectNode: none,
      onSelectEdge: none,
      onSelectNothing: none,
      onExpand: none,
      onMove: none,
      onMenu: none,
    };
    const styleOf = (type) => globalThis.explorer.styleFor(type, 0);
    const theme = { dark: false, reducedMotion: false, styleOf };
    globalThis.canvas = new globalThis.explorer.Canvas(document.getElementById('stage'), handlers, theme);
    globalThis.nextFrames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** Lays a graph out and draws it; times in milliseconds. */
const showAnew = (page, drawing) =>
  page.evaluate(async (given) => {
    const begun = performance.now();
    const places = await globalThis.explorer.layOut({
      nodes: given.nodes.map(({ id }) => ({ id })),
      edges: given.edges,
    });
    const layout = performance.now() - begun;
    globalThis.drawing = { ...given, nodes: given.nodes.map((node) => ({ ...node, ...places.get(node.id) })) };
    const shown = performance.now();
    globalThis.canvas.show(globalThis.drawing);
    globalThis.canvas.fit();
    await globalThis.nextFrames();
    return { layout, first: performance.now() - shown };
  }, drawing);

/** Adds 100 neighbours of a hub: the time for their layout, and until they are visible. */
const expand = (page) =>
  page.evaluate(async () => {
    const { nodes, edges } = globalThis.drawing;
    const hub = nodes[0].id;
    const fresh = Array.from({ length: 100 }, (_, i) => ({ ...nodes[1], id: `new:${i}`, label: `Neighbour ${i}` }));
    const links = fresh.map(({ id }, i) => ({ ...edges[0], id: `link:${i}`, from: hub, to: id }));
    const begun = performance.now();
    const places = await globalThis.explorer.layOut({
      nodes: [...nodes, ...fresh.map(({ id }) => ({ id }))],
      edges: [...edges, ...links],
    });
    const layout = performance.now() - begun;
    const all = {
      nodes: [...nodes, ...fresh.map((n) => ({ ...n, ...places.get(n.id) }))],
      edges: [...edges, ...links],
    };
    const shown = performance.now();
    globalThis.canvas.show(all);
    await globalThis.nextFrames();
    const drawn = performance.now() - shown;
    globalThis.canvas.show(globalThis.drawing);
    return { layout, drawn };
  });

async function measureFrames(page, input, event) {
  await page.evaluate(() => {
    globalThis.frames.length = 0;
  });
  const sent = [];
  const begun = performance.now();
  for (let i = 0; performance.now() - begun < SECONDS * 1000; i += 1) {
    // Moves are not awaited one by one, as a hand does not wait for the picture either.
    sent.push(input.send('Input.dispatchMouseEvent', event(i)));
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  await Promise.all(sent);
  const frames = await page.evaluate(() => globalThis.frames);
  const gaps = frames.slice(1).map((at, i) => at - frames[i]);
  const seconds = (frames.at(-1) - frames[0]) / 1000;
  return { rate: gaps.length / seconds, p95: quantile(gaps, 0.95), worst: Math.max(...gaps) };
}

const wheel = (i) => ({ type: 'mouseWheel', x: 640, y: 400, deltaX: 0, deltaY: Math.floor(i / 40) % 2 ? 60 : -60 });
const move = (i) => ({
  type: 'mouseMoved',
  button: 'left',
  buttons: 1,
  x: Math.round(340 + 300 * Math.sin(i / 20)),
  y: Math.round(240 + 200 * Math.cos(i / 17)),
});
const hover = (i) => ({
  type: 'mouseMoved',
  x: Math.round(640 + 300 * Math.sin(i / 20)),
  y: Math.round(400 + 200 * Math.cos(i / 17)),
});

async function main() {
  const { page, problems, gzip, close } = await openCanvasPage();
  try {
    console.log('the module with its dependencies'.padEnd(56), `${(gzip / 1024).toFixed(1)} KB gzip`);
    await start(page);
    const input = await page.context().newCDPSession(page);
    for (const [nodes, edges] of [
      [30, 40],
      [300, 500],
      [1_000, 1_800],
      [5_000, 20_000],
    ]) {
      const say = (what, text) =>
        console.log(
          `${nodes.toLocaleString('en')} nodes, ${edges.toLocaleString('en')} edges, ${what}`.padEnd(56),
          text,
        );
      const { layout, first } = await showAnew(page, powerLaw(nodes, edges));
      say('layout from nothing', `${layout.toFixed(0)} ms`);
      say('first drawing', `${first.toFixed(0)} ms`);
      const more = await expand(page);
      say(
        "a hub's 100 neighbours",
        `layout ${more.layout.toFixed(0)} ms, drawn ${more.drawn.toFixed(0)} ms after show()`,
      );
      await page.waitForTimeout(500);
      const summary = ({ rate, p95, worst }) =>
        `${rate.toFixed(0)} frames/s, p95 ${p95.toFixed(0)} ms, longest ${worst.toFixed(0)} ms`;
      say('zooming', summary(await measureFrames(page, input, wheel)));
      await page.waitForTimeout(300);
      await page.mouse.move(3, 3);
      await page.mouse.down();
      say('panning', summary(await measureFrames(page, input, move)));
      await page.mouse.up();
      await page.evaluate(() => globalThis.canvas.fit());
      await page.waitForTimeout(500);
      say('pointing', summary(await measureFrames(page, input, hover)));
    }
    for (const problem of problems) console.log(`problem: ${problem}`);
  } finally {
    await close();
  }
}

await main();

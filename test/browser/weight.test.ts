import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, counted, eventually, find, visit } from './visit.ts';

const MOST = 250_000;

/** The size of each response that a page has loaded, in bytes after gzip, by address. */
async function loaded(page: Page): Promise<Map<string, number>> {
  const entries = await page.evaluate(() =>
    performance
      .getEntries()
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .map(({ name, encodedBodySize }) => ({ name, encodedBodySize })),
  );
  const sizes = new Map<string, number>();
  for (const { name, encodedBodySize } of entries) {
    const { pathname } = new URL(name);
    if (pathname === '/graphql') {
      sizes.set(pathname, (sizes.get(pathname) ?? 0) + encodedBodySize);
      continue;
    }
    const response = await fetch(name, { headers: { 'accept-encoding': 'gzip' } });
    sizes.set(pathname, Math.min(gzipSync(await response.arrayBuffer()).length, encodedBodySize || Number.MAX_VALUE));
  }
  return sizes;
}

const sum = (sizes: ReadonlyMap<string, number>) => [...sizes.values()].reduce((all, size) => all + size, 0);

browserTest('the first page and the first picture are small', async () => {
  const page = await visit();
  await page.getByRole('region', { name: 'Latest in this graph' }).waitFor();
  const first = await loaded(page);
  expect([...first.keys()]).toContain('/');
  expect([...first.keys()].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0);
  expect(sum(first)).toBeLessThanOrEqual(MOST);

  await find(page, 'semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  // The chunks for drawing and layout are loaded now.
  await eventually(
    async () => [...(await loaded(page)).keys()].filter((path) => /canvas|layout/.test(path)).length,
  ).toBe(2);
  const withPicture = await loaded(page);
  expect([...withPicture.keys()].filter((path) => /graphiql|codemirror/i.test(path))).toEqual([]);
  expect(sum(withPicture)).toBeLessThanOrEqual(MOST);
});

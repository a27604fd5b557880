import type { Locator, Page } from 'playwright-core';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Points where the pointer becomes a hand. Those with such points all around come first: they are on nodes, not edges. */
async function pointable(picture: Locator): Promise<Place[]> {
  return picture.evaluate((element) => {
    const STEP = 6;
    const REACH = 12;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const found = new Map<string, { x: number; y: number }>();
    const target = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (!target || !element.contains(target)) return [];
    for (let x = Math.ceil(left) + STEP; x < right; x += STEP) {
      for (let y = Math.ceil(top) + STEP; y < bottom; y += STEP) {
        // A real pointer would take minutes for so many points, so it only visits those found here.
        target.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, bubbles: true }));
        if (getComputedStyle(target).cursor === 'pointer') found.set(`${x} ${y}`, { x, y });
      }
    }
    const around = ({ x, y }: { x: number; y: number }) => {
      let count = 0;
      for (let dx = -REACH; dx <= REACH; dx += STEP) {
        for (let dy = -REACH; dy <= REACH; dy += STEP) if (found.has(`${x + dx} ${y + dy}`)) count += 1;
      }
      return count;
    };
    return [...found.values()].sort((one, other) => around(other) - around(one));
  });
}

const settled = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

const SAME_NODE = 20;

interface Found {
  readonly menu: Locator;
  readonly at: Place;
}

async function lookOnce(page: Page, name: string): Promise<Found | null> {
  const picture = page.getByRole('img', { name: /^A picture of/ });
  const menu = page.getByRole('dialog', { name: /^Actions for / });
  const met: Place[] = [];

  for (const at of await pointable(picture)) {
    if (met.some(({ x, y }) => Math.hypot(x - at.x, y - at.y) < SAME_NODE)) continue;
    met.push(at);
    await page.mouse.move(at.x, at.y);
    await page.mouse.click(at.x, at.y, { button: 'right' });
    await settled(page);
    // An edge has a hand too, but no menu.
    if (!(await menu.isVisible())) continue;
    if ((await menu.getAttribute('aria-label')) === `Actions for ${name}`) return { menu, at };
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
  }
  return null;
}

/** Finds a node without reading the canvas: opens menus, which have names. Resolves to the menu and the point. */
export async function findOnCanvas(page: Page, name: string): Promise<Found> {
  // The label of the picture has its counts before it is drawn.
  for (let look = 0; look < 20; look += 1) {
    const found = await lookOnce(page, name);
    if (found) return found;
    await settled(page);
  }
  throw new Error(`There is no node ${name} on the picture.`);
}

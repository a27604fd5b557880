import type { Locator, Page } from 'playwright-core';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the pointer becomes a hand, first where that is so all around: there a node is, and not a line. */
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
        // A real pointer would take minutes for so many places; it is used where this says that something is.
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
    // A line can be pointed at as well, and has no menu.
    if (!(await menu.isVisible())) continue;
    if ((await menu.getAttribute('aria-label')) === `Actions for ${name}`) return { menu, at };
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
  }
  return null;
}

/** Looks for a node as somebody does who reads no names: opens menus, which have them. Gives the menu and the place. */
export async function findOnCanvas(page: Page, name: string): Promise<Found> {
  // The picture says what it has before it is drawn.
  for (let look = 0; look < 20; look += 1) {
    const found = await lookOnce(page, name);
    if (found) return found;
    await settled(page);
  }
  throw new Error(`There is no node ${name} on the picture.`);
}

import { setTimeout } from 'node:timers/promises';
import { PATIENCE } from '../support/patience.ts';

/** Polls until `isSo` holds and resolves to the milliseconds that it took; fails with `what`. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const begin = performance.now();
  for (;;) {
    if (await isSo()) return Math.round(performance.now() - begin);
    if (performance.now() - begin > PATIENCE) throw new Error(`${what}: not within ${PATIENCE} ms`);
    await setTimeout(50);
  }
}

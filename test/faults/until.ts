/** Asks until it is so; fails after `patience` milliseconds with what was waited for. Gives the milliseconds that it took. */
export async function until(what: string, patience: number, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const begin = performance.now();
  for (;;) {
    if (await isSo()) return Math.round(performance.now() - begin);
    if (performance.now() - begin > patience) throw new Error(`${what}: not within ${patience} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

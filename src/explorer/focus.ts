/**
 * Keeps the focus near where it was when what had it goes away or is switched off, as a row does that is hidden by its
 * own button: else a reader at the keyboard would begin again at the top of the page.
 */
export function keepFocus(root: HTMLElement): void {
  let had: HTMLElement | null = null;
  let around: readonly HTMLElement[] = [];
  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    had = target;
    const chain: HTMLElement[] = [];
    for (let at = target.parentElement; at && at !== root; at = at.parentElement) chain.push(at);
    around = chain;
  });
  // Who clicks beside everything wants the focus nowhere.
  root.addEventListener('pointerdown', () => {
    had = null;
  });
  const mend = () => {
    const { activeElement } = document;
    if (had === null || (activeElement !== null && activeElement !== document.body)) return;
    if (had.isConnected && !had.matches(':disabled')) return;
    had = null;
    const near = around.find((element) => element.isConnected && element.hasAttribute('tabindex'));
    near?.focus({ preventScroll: true });
  };
  new MutationObserver(mend).observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
}

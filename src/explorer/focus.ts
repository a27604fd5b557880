const CONTROLS = 'button, a, input';

/** The same control in the row after the removed one, or before it. */
function inNextRow(had: HTMLElement, records: readonly MutationRecord[]): HTMLElement | null {
  const row = had.closest('tr');
  const record = records.find(({ removedNodes }) => row !== null && [...removedNodes].includes(row));
  const next = [record?.nextSibling, record?.previousSibling].find((node) => node?.isConnected);
  if (!row || !(next instanceof HTMLElement)) return null;
  const controls = [...next.querySelectorAll<HTMLElement>(CONTROLS)];
  return controls[[...row.querySelectorAll(CONTROLS)].indexOf(had)] ?? controls[0] ?? null;
}

/**
 * Keeps the focus near where it was when the focused element is removed or disabled, such as a row whose own button
 * hides it. Otherwise keyboard users would start again at the top of the page.
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
  // A click on empty space clears the focus.
  root.addEventListener('pointerdown', () => {
    had = null;
  });
  const mend = (records: readonly MutationRecord[]) => {
    const { activeElement } = document;
    if (had === null || (activeElement !== null && activeElement !== document.body)) return;
    if (had.isConnected && !had.matches(':disabled')) return;
    const next = inNextRow(had, records);
    had = null;
    if (next) {
      next.focus();
      return;
    }
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

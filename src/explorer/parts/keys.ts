/** What keys do: for a key that is named here alone, without Ctrl and the like, and not while letters are being composed. */
export function byKey(pairs: readonly (readonly [key: string, act: () => void])[]) {
  const acts = new Map(pairs);
  return (event: KeyboardEvent): void => {
    const act = acts.get(event.key);
    if (!act || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
}

/** Makes a keydown handler for keys without modifiers. Ignores keys while an input method composes characters. */
export function keyHandler(pairs: readonly (readonly [key: string, act: () => void])[]) {
  const acts = new Map(pairs);
  return (event: KeyboardEvent): void => {
    const act = acts.get(event.key);
    if (!act || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
}

/** The name most similar to a wrong one, for "did you mean"; undefined if none is similar. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const bigrams = (s: string) =>
    new Set(Array.from({ length: Math.max(1, s.length - 1) }, (_, i) => s.slice(i, i + 2).toLowerCase()));
  const own = bigrams(wrong);
  let best: string | undefined;
  let most = 0.3;
  for (const name of names) {
    const score = [...bigrams(name)].filter((b) => own.has(b)).length / Math.max(own.size, name.length);
    if (score > most) [best, most] = [name, score];
  }
  return best;
}

/** `nearest` as the end of a message: " (did you mean kind?)", or nothing. */
export const didYouMean = (wrong: string, names: readonly string[]): string => {
  const meant = nearest(wrong, names);
  return meant ? ` (did you mean ${meant}?)` : '';
};

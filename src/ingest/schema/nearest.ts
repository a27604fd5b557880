/** The name most similar to a wrong one, for "did you mean"; undefined if none is similar. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const bigrams = (s: string) =>
    new Set(Array.from({ length: Math.max(1, s.length - 1) }, (_, i) => s.slice(i, i + 2).toLowerCase()));
  const own = bigrams(wrong);
  const score = (name: string) => [...bigrams(name)].filter((b) => own.has(b)).length / Math.max(own.size, name.length);
  const best = [...names].sort((a, b) => score(b) - score(a))[0];
  return best !== undefined && score(best) > 0.3 ? best : undefined;
}

/** `nearest` as the end of a message: " (did you mean kind?)", or nothing. */
export const didYouMean = (wrong: string, names: readonly string[]): string => {
  const meant = nearest(wrong, names);
  return meant ? ` (did you mean ${meant}?)` : '';
};

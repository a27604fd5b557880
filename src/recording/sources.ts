import type { Source } from '../ontology/facts.ts';

/** Sources, each once. */
export function distinctSources(sources: readonly Source[]): readonly Source[] {
  if (sources.length === 1) return sources;
  const seen = new Map(sources.map((s) => [`${s.document} ${s.locator} ${s.stated}`, s]));
  return [...seen.values()];
}

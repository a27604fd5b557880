import { FIRST, LAST } from './period.ts';

/**
 * When entities can have begun at the earliest, if others announce them: what an event announces begins no earlier than
 * the event. docs/decisions/050-announced-is-not-begun.md gives the reasons.
 */

/** When an entity begins by its own dates: on a day from `start` to `startBy`; null where they leave it open. */
export interface OwnBeginning {
  readonly start: string | null;
  readonly startBy: string | null;
}

/** An entity, and what begins no earlier than it. */
export interface Bound {
  readonly from: string;
  readonly to: string;
}

const earlier = (one: string, other: string) => [one, other].sort()[0] as string;

/**
 * The first day on which each entity can have begun, where bounds make it later than its own dates do. A stated date
 * stands: what is stated to have begun by a day is not taken to begin after it. Bounds may form chains and cycles.
 */
export function boundBeginnings(
  own: ReadonlyMap<string, OwnBeginning>,
  bounds: readonly Bound[],
): ReadonlyMap<string, string> {
  const startOf = (id: string) => own.get(id)?.start ?? FIRST;
  const first = new Map<string, string>();
  const from = new Map<string, string[]>();
  for (const { from: one, to } of bounds) from.set(one, [...(from.get(one) ?? []), to]);
  const waiting = [...new Set(bounds.map((bound) => bound.from))];
  // Days only get later, and each is the start or the latest start of an entity, so this ends.
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const day = first.get(id) ?? startOf(id);
    for (const to of from.get(id) ?? []) {
      const bound = earlier(day, own.get(to)?.startBy ?? LAST);
      if (bound <= (first.get(to) ?? startOf(to))) continue;
      first.set(to, bound);
      waiting.push(to);
    }
  }
  return first;
}

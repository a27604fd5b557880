import { decode } from '../graph/encoding/values.ts';
import type { Row } from '../graph/port/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { limitsOf, type Period } from '../ontology/period.ts';
import type { Link, Side } from './between-sides.ts';

/** How a member stands for its side at the date of something: by which offices, in which bodies. */

/** The most links from a member up to its side, and the most beginnings of ways that are followed at once. */
const LONGEST = 20;
const WIDEST = 1000;

/** When something took place or was concluded. Days are null if they are open or unknown. */
export interface Moment {
  /** As stated. */
  readonly period: Period | null;
  readonly start: string | null;
  readonly end: string | null;
  /** The last day on which it can have begun. */
  readonly startBy: string | null;
}

/** The links from a member up to its side; none if it is the side itself. */
export interface Chain {
  readonly links: readonly Link[];
  /** Whether each link certainly held at the date; false if dates merely allow it. */
  readonly certain: boolean;
}

/** The date of an entity, from its stored columns: the first of the fields for its beginning that has a value. */
export function dateOf(ontology: Ontology, type: string, row: Row): Moment {
  const fields = ontology.beginnings(type);
  const field = fields.find((name) => decode.period(row, name) !== null);
  const period = field === undefined ? null : decode.period(row, field);
  if (period === null) return { period, start: null, end: null, startBy: null };
  const { startBy } = limitsOf(period);
  // Without the date on which it was concluded, it was so by the time it was in force.
  if (field !== fields[0]) return { period, start: null, end: startBy, startBy };
  return { period, start: period.start, end: period.end, startBy };
}

const allows = ({ period }: Link, { start, end }: Moment): boolean =>
  period === null ||
  ((period.start === null || end === null || period.start <= end) &&
    (period.end === null || start === null || period.end >= start));

function isCertainAt({ period }: Link, { start, startBy }: Moment): boolean {
  if (period === null || start === null || startBy === null) return false;
  const limits = limitsOf(period);
  return limits.startBy <= start && limits.endFrom >= startBy;
}

/** Whether a member counts for its side at any date. */
export function isUndated(side: Side, id: string, seen: ReadonlySet<string> = new Set()): boolean {
  const member = side.members.get(id);
  if (!member || seen.has(id) || seen.size > LONGEST) return false;
  if (member.isRoot) return true;
  const further = new Set([...seen, id]);
  return member.links.some(({ period, whole }) => period === null && isUndated(side, whole, further));
}

/** The ways in which a member stood for its side at a moment: certain ones first, then the shortest. At most `limit`. */
export function chainsAt(side: Side, id: string, moment: Moment, limit: number): readonly Chain[] {
  const chains: Chain[] = [];
  // Breadth first, so that the shortest come first.
  let level: { at: string; links: readonly Link[] }[] = [{ at: id, links: [] }];
  for (let length = 0; level.length > 0 && length <= LONGEST && chains.length < limit; length += 1) {
    const next: typeof level = [];
    for (const { at, links } of level) {
      const member = side.members.get(at);
      if (!member) continue;
      if (member.isRoot) {
        chains.push({ links, certain: links.every((link) => isCertainAt(link, moment)) });
        continue;
      }
      for (const link of member.links) {
        const isCycle = link.whole === id || links.some(({ whole }) => whole === link.whole);
        if (!isCycle && allows(link, moment)) next.push({ at: link.whole, links: [...links, link] });
      }
    }
    level = next.slice(0, WIDEST);
  }
  return chains.sort((x, y) => Number(y.certain) - Number(x.certain)).slice(0, limit);
}

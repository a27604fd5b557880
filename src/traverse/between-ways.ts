import { decode } from '../graph/encoding/values.ts';
import type { Row } from '../graph/port/graph.ts';
import { beginsFirmly } from '../ontology/certainty.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { limitsOf, type Period } from '../ontology/period.ts';
import type { Work } from '../work.ts';
import type { Link, Side } from './between-sides.ts';

/** How a member stands for its side at the date of something: by which offices, in which bodies. */

/** When something took place or was concluded. Days are null if they are open or unknown. */
export interface Moment {
  /** As stated. */
  readonly period: Period | null;
  readonly start: string | null;
  readonly end: string | null;
  /** The last day on which it can have begun. */
  readonly startBy: string | null;
  /** Whether these days are sure: not if its date is only about or perhaps them. */
  readonly isFirm: boolean;
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
  if (period === null) return { period, start: null, end: null, startBy: null, isFirm: false };
  const isFirm = beginsFirmly(period.edtf);
  const { startBy } = limitsOf(period);
  // Without the date on which it was concluded, it was so by the time it was in force.
  if (field !== fields[0]) return { period, start: null, end: startBy, startBy, isFirm };
  return { period, start: period.start, end: period.end, startBy, isFirm };
}

const allows = ({ period }: Link, { start, end }: Moment): boolean =>
  period === null ||
  ((period.start === null || end === null || period.start <= end) &&
    (period.end === null || start === null || period.end >= start));

const isCertainAt = ({ certainFrom, certainTo }: Link, { start, startBy, isFirm }: Moment): boolean =>
  isFirm &&
  certainFrom !== null &&
  start !== null &&
  startBy !== null &&
  certainFrom <= start &&
  (certainTo === null || certainTo >= startBy);

/**
 * The shortest way in which a member stood for its side at a moment, a certain one if there is one; undefined if it did
 * not. `onlyCertain`: by links that certainly held alone.
 */
export function chainAt(side: Side, id: string, moment: Moment, onlyCertain: boolean): Chain | undefined {
  return (
    shortest(side, id, (link) => isCertainAt(link, moment), true) ??
    (onlyCertain ? undefined : shortest(side, id, (link) => allows(link, moment), false))
  );
}

/** The shortest way up to a side by links that are followed. */
function shortest(side: Side, id: string, isFollowed: (link: Link) => boolean, certain: boolean): Chain | undefined {
  const seen = new Set([id]);
  let level: { at: string; links: readonly Link[] }[] = [{ at: id, links: [] }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { at, links } of level) {
      const member = side.members.get(at);
      if (member?.isRoot) return { links, certain };
      for (const link of member?.links ?? []) {
        if (seen.has(link.whole) || !isFollowed(link)) continue;
        seen.add(link.whole);
        next.push({ at: link.whole, links: [...links, link] });
      }
    }
    level = next;
  }
  return undefined;
}

/** The most answers about members that are kept for later ones. */
const MOST_KEPT = 500_000;

/** Tells which members stood for a side at many moments: what is found about one member serves the others. */
export class Standing {
  readonly #side: Side;
  readonly #onlyCertain: boolean;
  readonly #work: Work;
  readonly #kept = new Map<string, Map<string, boolean>>();
  #size = 0;

  constructor(side: Side, onlyCertain: boolean, work: Work) {
    this.#side = side;
    this.#onlyCertain = onlyCertain;
    this.#work = work;
  }

  /** Whether a member stood for the side at a moment: whether `chainAt` finds a chain. */
  async holds(id: string, moment: Moment): Promise<boolean> {
    return (
      (await this.#leadsUp(id, moment, (link) => isCertainAt(link, moment), 'certain')) ||
      (!this.#onlyCertain && (await this.#leadsUp(id, moment, (link) => allows(link, moment), 'allowed')))
    );
  }

  async #leadsUp(
    id: string,
    { start, end, startBy, isFirm }: Moment,
    isFollowed: (link: Link) => boolean,
    how: 'certain' | 'allowed',
  ): Promise<boolean> {
    const key = `${start} ${end} ${startBy} ${isFirm} ${how}`;
    const known = this.#kept.get(key) ?? new Map<string, boolean>();
    if (this.#size > MOST_KEPT) {
      this.#kept.clear();
      this.#size = 0;
    }
    this.#kept.set(key, known);
    const before = known.size;
    const cameFrom = new Map<string, string | null>([[id, null]]);
    let top: string | undefined;
    for (const at of cameFrom.keys()) {
      const member = this.#side.members.get(at);
      const answer = member?.isRoot || known.get(at);
      if (answer) {
        top = at;
        break;
      }
      if (known.get(at) === false) continue;
      for (const link of member?.links ?? []) {
        if (this.#work.step()) await this.#work.pause();
        if (!cameFrom.has(link.whole) && isFollowed(link)) cameFrom.set(link.whole, at);
      }
    }
    // Everything on the way stands for the side as well; if nothing does, nothing that was reached does.
    if (top === undefined) for (const at of cameFrom.keys()) known.set(at, false);
    for (let at: string | null | undefined = top; at; at = cameFrom.get(at)) known.set(at, true);
    this.#size += known.size - before;
    return top !== undefined;
  }
}

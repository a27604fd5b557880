import { createHash } from 'node:crypto';
import { lowerBound } from '../binary-search.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { comparePlaces, MENTIONS, MOST_PLACES } from '../ontology/mentions.ts';
import { relationId } from '../ontology/ontology.ts';

/** What a document tells of is made from the sources of facts whenever they are read in: which of it need not be written out. */

/** Whether a relation looks as if it was made from sources. */
export function looksDerived({ id, type, from, to, values, rank, sources }: RelationFact): boolean {
  if (type !== MENTIONS || rank !== 'NORMAL' || id !== relationId(from, type, to)) return false;
  if (!sources.every(({ document, stated }) => document === from && stated === null)) return false;
  const { locator, ...others } = values;
  if (Object.keys(others).length > 0) return false;
  const places = sources.flatMap((source) => source.locator ?? []);
  if (locator === undefined) return places.length === 0 && sources.length === 1;
  return (
    places.length === sources.length &&
    places.join(', ') === locator &&
    places.every((at, i) => i === 0 || comparePlaces(places[i - 1] as string, at) < 0)
  );
}

/** Texts as numbers, to be looked up once all are there: millions of them fit into memory. */
class Numbers {
  #held = new BigUint64Array(1024);
  #size = 0;
  #sorted = true;

  #add(text: string): void {
    if (this.#size === this.#held.length) {
      const grown = new BigUint64Array(this.#size * 2);
      grown.set(this.#held);
      this.#held = grown;
    }
    this.#held[this.#size++] = this.#number(text);
    this.#sorted = false;
  }

  has(text: string): boolean {
    if (!this.#sorted) {
      this.#held.subarray(0, this.#size).sort();
      this.#sorted = true;
    }
    const wanted = this.#number(text);
    const place = lowerBound(0, this.#size, (at) => (this.#held[at] as bigint) < wanted);
    return place < this.#size && this.#held[place] === wanted;
  }

  /** That a document tells of an entity at all is known wherever it does. */
  addPlace(document: string, entity: string, locator: string | null): void {
    this.#add(placeIn(document, entity, null));
    if (locator !== null) this.#add(placeIn(document, entity, locator));
  }

  #number = (text: string): bigint => createHash('sha1').update(text).digest().readBigUInt64LE();
}

const pair = (document: string, entity: string) => `${document}\n${entity}`;
const placeIn = (document: string, entity: string, locator: string | null) =>
  `${pair(document, entity)}\n${locator ?? ''}`;

/**
 * Which places of which documents tell of which entities: those that the graph holds, of which it is told first, and
 * those that reading in the facts that are written out makes anew.
 */
export class Told {
  readonly #held = new Numbers();
  /** Told of throughout: which places are named hangs on the order in which they came. */
  readonly #throughout = new Set<string>();
  readonly #made = new Numbers();
  /** Where more would be made than is held. */
  readonly #more = new Set<string>();

  /** A relation that says what a document tells of, as the graph holds it. */
  hold({ from, to, sources }: RelationFact): void {
    if (sources.length >= MOST_PLACES) this.#throughout.add(pair(from, to));
    for (const { document, locator } of sources) {
      if (document === from) this.#held.addPlace(from, to, locator);
    }
  }

  entity({ id, sources, claims }: EntityFact): void {
    const make = (some: readonly Source[]) => {
      for (const source of some) {
        if (!this.#holds(id, source)) this.#more.add(pair(source.document, id));
        this.#make(id, source);
      }
    };
    make(sources);
    for (const some of Object.values(claims))
      for (const claim of some) if (claim.sources !== sources) make(claim.sources);
  }

  /** Gives whether what the relation cites tells of its ends as well; where it does not, that has to be written out. */
  relation({ from, to, sources }: RelationFact): boolean {
    const ends = [from, to];
    if (!ends.every((end) => sources.every((source) => this.#holds(end, source)))) return false;
    for (const end of ends) for (const source of sources) this.#make(end, source);
    return true;
  }

  #holds(entity: string, { document, locator }: Source): boolean {
    return (
      document === entity ||
      this.#held.has(placeIn(document, entity, locator)) ||
      this.#throughout.has(pair(document, entity))
    );
  }

  #make(entity: string, { document, locator }: Source): void {
    if (document !== entity) this.#made.addPlace(document, entity, locator);
  }

  /** Whether reading in what was told of here makes this relation, with all that it says and nothing else. */
  makes(relation: RelationFact): boolean {
    const { from, to, sources } = relation;
    return (
      looksDerived(relation) &&
      sources.length < MOST_PLACES &&
      !this.#more.has(pair(from, to)) &&
      sources.every(({ locator }) => this.#made.has(placeIn(from, to, locator)))
    );
  }
}

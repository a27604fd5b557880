import { createHash } from 'node:crypto';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { relationId } from '../ontology/ontology.ts';
import { MENTIONS } from './chosen.ts';

/** What a document tells of is made from the sources of facts whenever they are read in: which of it need not be written out. */

/** The number in "paragraph 7", so that 10 comes after 9. */
const place = (locator: string) => Number(/\d+/.exec(locator)?.[0] ?? 0);

/** Whether a relation looks as if it was made from sources. */
export function looksDerived({ id, type, from, to, values, rank, sources }: RelationFact): boolean {
  if (type !== MENTIONS || rank !== 'NORMAL' || id !== relationId(from, type, to)) return false;
  if (!sources.every(({ document, stated }) => document === from && stated === null)) return false;
  const { locator, ...others } = values;
  if (Object.keys(others).length > 0) return false;
  const locators = sources.flatMap((source) => source.locator ?? []);
  if (locator === undefined) return locators.length === 0 && sources.length === 1;
  return locators.length === sources.length && [...locators].sort((a, b) => place(a) - place(b)).join(', ') === locator;
}

/** Which places of which documents tell of which entities, as numbers: millions of them fit into memory. */
export class Told {
  #places = new BigUint64Array(1024);
  #size = 0;
  #sorted = true;

  #number(entity: string, document: string, locator: string | null): bigint {
    const text = `${entity}\n${document}\n${locator ?? ''}`;
    return createHash('sha1').update(text).digest().readBigUInt64LE();
  }

  #add(entity: string, sources: readonly Source[]): void {
    for (const { document, locator } of sources) {
      if (document === entity) continue;
      // That it tells of the entity at all is known wherever it does.
      for (const at of locator === null ? [null] : [null, locator]) {
        if (this.#size === this.#places.length) {
          const grown = new BigUint64Array(this.#size * 2);
          grown.set(this.#places);
          this.#places = grown;
        }
        this.#places[this.#size++] = this.#number(entity, document, at);
      }
    }
    this.#sorted = false;
  }

  entity({ id, sources, claims }: EntityFact): void {
    this.#add(id, sources);
    for (const some of Object.values(claims)) {
      for (const claim of some) if (claim.sources !== sources) this.#add(id, claim.sources);
    }
  }

  relation({ from, to, sources }: RelationFact): void {
    this.#add(from, sources);
    this.#add(to, sources);
  }

  #has(wanted: bigint): boolean {
    if (!this.#sorted) {
      this.#places = this.#places.subarray(0, this.#size).sort();
      this.#sorted = true;
    }
    let [low, high] = [0, this.#size - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = this.#places[middle] ?? 0n;
      if (at === wanted) return true;
      if (at < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  /** Whether reading in what was told of here makes this relation, with all that it says. */
  makes(relation: RelationFact): boolean {
    return (
      looksDerived(relation) &&
      relation.sources.every(({ document, locator }) => this.#has(this.#number(relation.to, document, locator)))
    );
  }
}

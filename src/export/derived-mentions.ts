import { createHash } from 'node:crypto';
import { lowerBound } from '../binary-search.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { looksDerived, MOST_LOCATORS } from '../ontology/mentions.ts';
import { sourcesOf } from '../ontology/sources.ts';

/** An import derives mentions from the sources of facts. This decides which mentions an export can leave out for that reason. */

/**
 * A set of texts as 64-bit hashes, which is sorted at the first look-up: millions of them fit into memory. It is filled
 * first and read afterwards.
 */
class HashSet {
  #hashes = new BigUint64Array(1024);
  #size = 0;
  #sorted = true;

  add(text: string): void {
    if (this.#size === this.#hashes.length) {
      const grown = new BigUint64Array(this.#size * 2);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    this.#hashes[this.#size++] = hashOf(text);
    this.#sorted = false;
  }

  has(text: string): boolean {
    if (!this.#sorted) {
      this.#hashes.subarray(0, this.#size).sort();
      this.#sorted = true;
    }
    const hash = hashOf(text);
    const index = lowerBound(0, this.#size, (at) => (this.#hashes[at] as bigint) < hash);
    return index < this.#size && this.#hashes[index] === hash;
  }
}

const hashOf = (text: string): bigint => createHash('sha1').update(text).digest().readBigUInt64LE();

const pairOf = (document: string, entity: string) => `${document}\n${entity}`;
const keyOf = (document: string, entity: string, locator: string | null) =>
  `${pairOf(document, entity)}\n${locator ?? ''}`;

/** The mentions of entities in documents, each with its locator, and once without: a mention anywhere is a mention. */
class MentionSet {
  readonly #keys = new HashSet();

  add(document: string, entity: string, locator: string | null): void {
    this.#keys.add(keyOf(document, entity, null));
    if (locator !== null) this.#keys.add(keyOf(document, entity, locator));
  }

  has(document: string, entity: string, locator: string | null): boolean {
    return this.#keys.has(keyOf(document, entity, locator));
  }
}

/**
 * Compares the mentions in the graph with those that an import of the exported facts derives. First it receives every
 * mention in the graph, then every exported entity and relation; then it knows which mentions the import derives.
 */
export class DerivedMentions {
  readonly #inGraph = new MentionSet();
  readonly #derived = new MentionSet();
  /** Pairs with so many locators that some are missing; which ones depends on the order of the imports. */
  readonly #truncated = new Set<string>();
  /** Pairs for which an import derives more than the graph holds. */
  readonly #excess = new Set<string>();

  /** Takes a mention in the graph. */
  addMention({ from, to, sources }: RelationFact): void {
    if (sources.length >= MOST_LOCATORS) this.#truncated.add(pairOf(from, to));
    for (const { document, locator } of sources) {
      if (document === from) this.#inGraph.add(from, to, locator);
    }
  }

  /** Takes an entity that is exported. */
  addEntity(entity: EntityFact): void {
    const { id } = entity;
    const cited = sourcesOf(entity);
    const located = new Set(cited.flatMap(({ document, locator }) => (locator === null ? [] : [document])));
    for (const source of cited) {
      // A document that is cited by place is not mentioned as a whole beside it.
      if (source.locator === null && located.has(source.document)) continue;
      if (!this.#isInGraph(id, source)) this.#excess.add(pairOf(source.document, id));
      this.#derive(id, source);
    }
  }

  /**
   * Takes a relation that is exported. Returns whether its sources mention both ends; if not, the export has to
   * say so, or an import would derive these mentions.
   */
  addRelation({ from, to, sources }: RelationFact): boolean {
    const ends = [from, to];
    if (!ends.every((end) => sources.every((source) => this.#isInGraph(end, source)))) return false;
    for (const end of ends) for (const source of sources) this.#derive(end, source);
    return true;
  }

  /** Whether an import of the exported facts derives exactly this mention. */
  includes(mention: RelationFact): boolean {
    const { from, to, sources } = mention;
    return (
      looksDerived(mention) &&
      sources.length < MOST_LOCATORS &&
      !this.#excess.has(pairOf(from, to)) &&
      sources.every(({ locator }) => this.#derived.has(from, to, locator))
    );
  }

  #isInGraph(entity: string, { document, locator }: Source): boolean {
    return (
      document === entity ||
      this.#inGraph.has(document, entity, locator) ||
      this.#truncated.has(pairOf(document, entity))
    );
  }

  #derive(entity: string, { document, locator }: Source): void {
    if (document !== entity) this.#derived.add(document, entity, locator);
  }
}

/** The working memory of a search: numbers for each entity, all 0 at first. Reused by later searches. */
export class Workspace {
  /** Flags of the search. */
  marks: Uint32Array;
  /** The number of the last set that the entity was added to. */
  member: Uint32Array;
  #sets = 0;

  constructor(capacity: number) {
    this.marks = new Uint32Array(capacity);
    this.member = new Uint32Array(capacity);
  }

  /** Grows to hold `count` entities. */
  grow(count: number): void {
    if (count <= this.marks.length) return;
    const longer = (list: Uint32Array) => {
      const copy = new Uint32Array(Math.max(count, 2 * list.length));
      copy.set(list);
      return copy;
    };
    this.marks = longer(this.marks);
    this.member = longer(this.member);
  }

  /** Creates a set of entities and returns its number, which no other set has. */
  setOf(nodes: Iterable<number>): number {
    this.#sets += 1;
    for (const node of nodes) this.member[node] = this.#sets;
    return this.#sets;
  }
}

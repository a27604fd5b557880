/** What a search keeps of each entity, by its number: 0 at first. */
export class Workspace {
  /** Bits that the search gives meanings. */
  marks: Uint32Array;
  /** The number of the last set that the entity was put into. */
  member: Uint32Array;
  #sets = 0;

  constructor(room: number) {
    this.marks = new Uint32Array(room);
    this.member = new Uint32Array(room);
  }

  /** Makes room for so many entities. */
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

  /** A new set of some; no two have the same number. */
  setOf(nodes: Iterable<number>): number {
    this.#sets += 1;
    for (const node of nodes) this.member[node] = this.#sets;
    return this.#sets;
  }
}

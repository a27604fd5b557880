/**
 * What an import has met, as hashes: a million facts take 16 MB, where a Set of their ids takes 150. Two texts have
 * the same hash of 53 bits with a probability of one in ten thousand among ten million.
 */
export class Seen {
  #slots = new Float64Array(1 << 16);
  #size = 0;

  has(text: string): boolean {
    return this.#slots[this.#slot(hash(text))] !== 0;
  }

  /** Whether it is new. */
  add(text: string): boolean {
    const key = hash(text);
    const slot = this.#slot(key);
    if (this.#slots[slot] !== 0) return false;
    this.#slots[slot] = key;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  remove(text: string): void {
    let slot = this.#slot(hash(text));
    if (this.#slots[slot] === 0) return;
    this.#slots[slot] = 0;
    this.#size -= 1;
    // What was met behind it was put there as its own place was taken.
    const last = this.#slots.length - 1;
    for (slot = (slot + 1) & last; this.#slots[slot] !== 0; slot = (slot + 1) & last) {
      const key = this.#slots[slot] as number;
      this.#slots[slot] = 0;
      this.#slots[this.#slot(key)] = key;
    }
  }

  #slot(key: number): number {
    const last = this.#slots.length - 1;
    let slot = key % this.#slots.length;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== key) slot = (slot + 1) & last;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    for (const key of before) if (key !== 0) this.#slots[this.#slot(key)] = key;
  }
}

/** cyrb53 (public domain): 53 bits, never 0. */
function hash(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}

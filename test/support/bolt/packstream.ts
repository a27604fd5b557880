/** PackStream, the encoding of Bolt: as much of it as drivers send without temporal and spatial values, and servers answer. */

/** A value of Bolt. Integers beyond 2^53 are bigints. */
export type Packed = null | boolean | number | bigint | string | readonly Packed[] | { readonly [key: string]: Packed };

/** A message: a structure with a signature. */
export interface Message {
  readonly signature: number;
  readonly fields: readonly Packed[];
}

/** Bytes before a value: its kind and size. Sizes below 16 are part of the marker `tiny`. */
function head(size: number, tiny: number, markers: readonly [number, number, number]): Buffer {
  if (size < 16) return Buffer.from([tiny + size]);
  if (size < 0x1_00) return Buffer.from([markers[0], size]);
  if (size < 0x1_00_00) return Buffer.from([markers[1], size >> 8, size & 0xff]);
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(markers[2]);
  bytes.writeUInt32BE(size, 1);
  return bytes;
}

function integer(value: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(0xcb);
  bytes.writeBigInt64BE(value, 1);
  return bytes;
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(0xc1);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function pack(value: Packed): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(BigInt(value)) : float(value);
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([head(text.length, 0x80, [0xd0, 0xd1, 0xd2]), text]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(value.length, 0x90, [0xd4, 0xd5, 0xd6]), ...value.map(pack)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(entries.length, 0xa0, [0xd8, 0xd9, 0xda]),
    ...entries.flatMap(([key, one]) => [pack(key), pack(one)]),
  ]);
}

export const packMessage = ({ signature, fields }: Message): Buffer =>
  Buffer.concat([Buffer.from([0xb0 + fields.length, signature]), ...fields.map(pack)]);

const number = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

class Unpacker {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #uint(size: number): number {
    this.#at += size;
    return this.#bytes.readUIntBE(this.#at - size, size);
  }

  #int(size: number): number {
    this.#at += size;
    return this.#bytes.readIntBE(this.#at - size, size);
  }

  #long(): number | bigint {
    this.#at += 8;
    return number(this.#bytes.readBigInt64BE(this.#at - 8));
  }

  #double(): number {
    this.#at += 8;
    return this.#bytes.readDoubleBE(this.#at - 8);
  }

  #text(size: number): string {
    this.#at += size;
    return this.#bytes.toString('utf8', this.#at - size, this.#at);
  }

  #list(size: number): Packed[] {
    return Array.from({ length: size }, () => this.value());
  }

  #map(size: number): Packed {
    return Object.fromEntries(Array.from({ length: size }, () => [String(this.value()), this.value()]));
  }

  value(): Packed {
    const marker = this.#uint(1);
    if (marker < 0x80) return marker;
    if (marker >= 0xf0) return marker - 0x1_00;
    const tiny = marker & 0x0f;
    switch (marker & 0xf0) {
      case 0x80:
        return this.#text(tiny);
      case 0x90:
        return this.#list(tiny);
      case 0xa0:
        return this.#map(tiny);
    }
    const size = [1, 2, 4][tiny & 0x03] ?? 0;
    switch (marker) {
      case 0xc0:
        return null;
      case 0xc1:
        return this.#double();
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc8:
      case 0xc9:
      case 0xca:
        return this.#int(size);
      case 0xcb:
        return this.#long();
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return this.#text(this.#uint(size));
      case 0xd4:
      case 0xd5:
      case 0xd6:
        return this.#list(this.#uint(size));
      case 0xd8:
      case 0xd9:
      case 0xda:
        return this.#map(this.#uint(size));
    }
    throw new Error(`expected a value without bytes and structures; got the marker 0x${marker.toString(16)}`);
  }

  message(): Message {
    const fields = this.#uint(1) - 0xb0;
    return { signature: this.#uint(1), fields: this.#list(fields) };
  }
}

export const unpackMessage = (bytes: Buffer): Message => new Unpacker(bytes).message();

import RBush from 'rbush';
import { type Curve, type Disc, lengthOf, pointAt } from './geometry.ts';

/** Places labels so that none overlaps another or a node. First come, first served. */

/** The side of a node where its name is. */
export type Side = 'below' | 'right' | 'above' | 'left';

/** A rectangle. */
export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** The name of a node and where it is. */
export interface NameLabel {
  readonly lines: readonly string[];
  readonly side: Side;
  /** The centre of the lines, or their start (right) or end (left). */
  readonly x: number;
  readonly align: 'center' | 'left' | 'right';
  /** The vertical centre of the first line. */
  readonly y: number;
  readonly box: Box;
}

/** The reading of an edge and where it is; the angle is in radians. */
export interface ReadingLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly width: number;
  readonly boxes: readonly Box[];
}

/** The font size of names in pixels. */
export const NAME_SIZE = 12;
/** The line height of names in pixels. */
export const NAME_LINE = 15;
/** The font size of readings in pixels. */
export const READING_SIZE = 11;

const LABEL_GAP = 2;
/** All sides, the preferred first. */
export const SIDES: readonly Side[] = ['below', 'above', 'right', 'left'];
const READING_POSITIONS = [0.5, 0.36, 0.64, 0.24, 0.76];

/** Keeps track of the room for labels in a frame. */
export class LabelPlacer {
  readonly #taken = new RBush<Box>();
  readonly #frame: Box;

  constructor(frame: Box) {
    this.#frame = frame;
  }

  /** Reserves areas that no label may cover. */
  reserve(boxes: readonly Box[]): void {
    this.#taken.load(boxes);
  }

  #free(box: Box): boolean {
    return !this.#taken.collides(box);
  }

  #holds({ minX, minY, maxX, maxY }: Box): boolean {
    const frame = this.#frame;
    return minX >= frame.minX && minY >= frame.minY && maxX <= frame.maxX && maxY <= frame.maxY;
  }

  /** Places the name of a node beside it. Returns null if there is no room, unless `always` is set. */
  placeName(
    node: Disc,
    lines: readonly string[],
    width: number,
    sides: readonly Side[],
    always = false,
  ): NameLabel | null {
    if (lines.length === 0) return null;
    const free = sides.map((side) => nameBeside(node, lines, width, side)).filter(({ box }) => this.#free(box));
    // Prefer a side that the frame doesn't cut off.
    const label =
      free.find(({ box }) => this.#holds(box)) ?? free[0] ?? (always ? nameBeside(node, lines, width, 'below') : null);
    if (label !== null) this.#taken.insert(label.box);
    return label;
  }

  /** Places the reading of a relation along its curve. Returns null if there is no room. */
  placeReading(curve: Curve, text: string, width: number, evenShort = false): ReadingLabel | null {
    if (text === '') return null;
    const long = lengthOf(curve) >= width + 22;
    const loop = curve.kind === 'cubic';
    if (!long && !evenShort && !loop) return null;
    for (const level of long && !loop ? [false, true] : [true]) {
      if (level && !evenShort && !loop) break;
      for (const t of loop ? [0.5] : READING_POSITIONS) {
        const label = readingAlong(curve, text, width, t, level);
        if (label.boxes.every((box) => this.#free(box))) {
          for (const box of label.boxes) this.#taken.insert(box);
          return label;
        }
      }
    }
    return null;
  }
}

function nameBeside(node: Disc, lines: readonly string[], width: number, side: Side): NameLabel {
  const height = lines.length * NAME_LINE;
  const away = node.r * 1.2 + 3;
  const place = {
    below: { left: node.x - width / 2, top: node.y + away, x: node.x, align: 'center' },
    above: { left: node.x - width / 2, top: node.y - away - height, x: node.x, align: 'center' },
    right: { left: node.x + away + 2, top: node.y - height / 2, x: node.x + away + 2, align: 'left' },
    left: { left: node.x - away - 2 - width, top: node.y - height / 2, x: node.x - away - 2, align: 'right' },
  } as const;
  const { left, top, x, align } = place[side];
  const box = { minX: left - LABEL_GAP, minY: top - 1, maxX: left + width + LABEL_GAP, maxY: top + height + 1 };
  return { lines, side, x, align, y: top + NAME_LINE / 2, box };
}

const TALL = READING_SIZE + 4;

function readingAlong(curve: Curve, text: string, width: number, t: number, level: boolean): ReadingLabel {
  const { x, y } = pointAt(curve, t);
  let angle = 0;
  if (!level) {
    const before = pointAt(curve, Math.max(0, t - 0.05));
    const after = pointAt(curve, Math.min(1, t + 0.05));
    angle = Math.atan2(after.y - before.y, after.x - before.x);
    // Never upside down.
    if (angle > Math.PI / 2) angle -= Math.PI;
    else if (angle < -Math.PI / 2) angle += Math.PI;
  }
  return { text, x, y, angle, width, boxes: boxesOf(x, y, width, angle) };
}

/** A rotated text is covered by a row of upright boxes. */
function boxesOf(x: number, y: number, width: number, angle: number): readonly Box[] {
  const half = TALL / 2;
  if (angle === 0) return [{ minX: x - width / 2 - 3, minY: y - half, maxX: x + width / 2 + 3, maxY: y + half }];
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const pieces = Math.max(1, Math.ceil((width * Math.max(Math.abs(sin), 0.2)) / TALL));
  const piece = width / pieces;
  const wide = (Math.abs(cos) * piece + Math.abs(sin) * TALL) / 2 + 1;
  const tall = (Math.abs(sin) * piece + Math.abs(cos) * TALL) / 2;
  return Array.from({ length: pieces }, (_, i) => {
    const off = (i + 0.5) * piece - width / 2;
    const cx = x + cos * off;
    const cy = y + sin * off;
    return { minX: cx - wide, minY: cy - tall, maxX: cx + wide, maxY: cy + tall };
  });
}

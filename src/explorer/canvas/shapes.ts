/**
 * The styles of entity types: each has its own shape and its own colour, so that either is enough to tell them apart.
 * Every colour has a contrast of at least 3:1 to the background of both themes (WCAG 1.4.11).
 */

/** The shapes of entity types. */
export type ShapeName =
  | 'circle'
  | 'square'
  | 'hexagon'
  | 'diamond'
  | 'triangle'
  | 'star'
  | 'bar'
  | 'cross'
  | 'down'
  | 'hourglass'
  | 'pentagon'
  | 'half';

/** The colour and shape of an entity type. */
export interface NodeStyle {
  readonly color: string;
  readonly shape: ShapeName;
}

type Corner = readonly [number, number];

const polygon = (corners: number, first: number, radius: number): readonly Corner[] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = first + (i * 2 * Math.PI) / corners;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

const UP = -Math.PI / 2;

const star = Array.from({ length: 10 }, (_, i): Corner => {
  const angle = UP + (i * Math.PI) / 5;
  const radius = i % 2 === 0 ? 1.32 : 0.56;
  return [radius * Math.cos(angle), radius * Math.sin(angle) + 0.08];
});

const arm = 0.38;
const reach = 1.08;

/** The corners of each shape for a radius of 1. Slender shapes are larger, so that all look the same size. A circle has none. */
const CORNERS: Record<ShapeName, readonly Corner[]> = {
  circle: [],
  square: polygon(4, Math.PI / 4, 1.24),
  hexagon: polygon(6, 0, 1.12),
  diamond: polygon(4, UP, 1.3),
  triangle: polygon(3, UP, 1.32).map(([x, y]) => [x, y + 0.2]),
  star,
  bar: [
    [-1.3, -0.66],
    [1.3, -0.66],
    [1.3, 0.66],
    [-1.3, 0.66],
  ],
  cross: [
    [-arm, -reach],
    [arm, -reach],
    [arm, -arm],
    [reach, -arm],
    [reach, arm],
    [arm, arm],
    [arm, reach],
    [-arm, reach],
    [-arm, arm],
    [-reach, arm],
    [-reach, -arm],
    [-arm, -arm],
  ],
  down: polygon(3, Math.PI / 2, 1.32).map(([x, y]) => [x, y - 0.2]),
  hourglass: [
    [-1, -1.05],
    [1, -1.05],
    [0.2, 0],
    [1, 1.05],
    [-1, 1.05],
    [-0.2, 0],
  ],
  pentagon: polygon(5, UP, 1.16),
  half: [
    ...Array.from(
      { length: 13 },
      (_, i): Corner => [
        1.2 * Math.cos(Math.PI + (i * Math.PI) / 12),
        1.2 * Math.sin(Math.PI + (i * Math.PI) / 12) + 0.5,
      ],
    ),
  ],
};

/** All shapes. */
export const SHAPES = Object.keys(CORNERS) as readonly ShapeName[];

/** The background of each theme. */
export const BACKGROUND = { light: '#ffffff', dark: '#14171c' } as const;

const BLUE = '#3a7bd0';
const TEAL = '#12897d';
const VIOLET = '#8a63d2';
const ORANGE = '#c26a14';
const PINK = '#c64b8c';
const GOLD = '#987a10';
const GREY = '#727d8a';
const GREEN = '#4b8b3b';
const RED = '#d2504a';
const CYAN = '#1f87a8';

/** All colours of entity types. */
export const COLORS: readonly string[] = [BLUE, TEAL, VIOLET, ORANGE, PINK, GOLD, GREY, GREEN, RED, CYAN];

const STYLES: Readonly<Record<string, NodeStyle>> = {
  Minister: { color: BLUE, shape: 'circle' },
  Institution: { color: TEAL, shape: 'square' },
  Area: { color: VIOLET, shape: 'hexagon' },
  Project: { color: ORANGE, shape: 'diamond' },
  Event: { color: PINK, shape: 'triangle' },
  Agreement: { color: GOLD, shape: 'star' },
  Document: { color: GREY, shape: 'bar' },
};

// Shapes that no named type uses come first, and each style differs from the one before in shape and colour.
const OTHER_STYLES: readonly NodeStyle[] = (() => {
  const taken = new Set(Object.values(STYLES).map(({ shape }) => shape));
  const shapes = [...SHAPES.filter((shape) => !taken.has(shape)), ...SHAPES.filter((shape) => taken.has(shape))];
  const styles: NodeStyle[] = [];
  for (let round = 0; round < COLORS.length; round += 1) {
    shapes.forEach((shape, i) => {
      const color = COLORS[(i * 3 + 7 + round) % COLORS.length] as string;
      if (!Object.values(STYLES).some((named) => named.shape === shape && named.color === color))
        styles.push({ color, shape });
    });
  }
  return styles;
})();

/** The style of an entity type. A type without its own takes one by its index among the types, so that it never changes. */
export function styleFor(type: string, index: number): NodeStyle {
  const named = Object.hasOwn(STYLES, type) ? STYLES[type] : undefined;
  return (
    named ?? (OTHER_STYLES[((index % OTHER_STYLES.length) + OTHER_STYLES.length) % OTHER_STYLES.length] as NodeStyle)
  );
}

/** The part of a canvas context that draws a path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  closePath(): void;
}

/** Adds a shape to a path, centred at x and y. */
export function trace(pen: Pen, shape: ShapeName, x: number, y: number, radius: number): void {
  const corners = CORNERS[shape];
  if (corners.length === 0) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  } else {
    corners.forEach(([dx, dy], i) => {
      if (i === 0) pen.moveTo(x + dx * radius, y + dy * radius);
      else pen.lineTo(x + dx * radius, y + dy * radius);
    });
  }
  pen.closePath();
}

const short = (value: number) => `${Math.round(value * 100) / 100}`;

/** A shape as the `d` attribute of an SVG path. */
export function shapeAt(shape: ShapeName, x: number, y: number, radius: number): string {
  const corners = CORNERS[shape];
  if (corners.length === 0) {
    const r = short(radius);
    return `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${short(2 * radius)} 0a${r} ${r} 0 1 0 ${short(-2 * radius)} 0Z`;
  }
  return `M${corners.map(([dx, dy]) => `${short(x + dx * radius)} ${short(y + dy * radius)}`).join('L')}Z`;
}

const WIDEST = 1.35;

/** A shape that fills a square, as the `d` attribute of an SVG path: for legends and tables. */
export function shapePath(shape: ShapeName, size: number): string {
  return shapeAt(shape, size / 2, size / 2, size / 2 / WIDEST);
}

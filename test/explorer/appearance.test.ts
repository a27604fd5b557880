import { expect, test } from 'vitest';
import { legible, linesOf, shortName } from '../../src/explorer/canvas/names.ts';
import { paletteOf } from '../../src/explorer/canvas/palette.ts';
import { BACKGROUND, COLORS, SHAPES, shapePath, styleFor } from '../../src/explorer/canvas/shapes.ts';

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

test('every colour of a type has enough contrast to both backgrounds', () => {
  const weak = COLORS.flatMap((color) =>
    Object.values(BACKGROUND).flatMap((background) => (contrast(color, background) < 3 ? [[color, background]] : [])),
  );
  expect(weak).toEqual([]);
});

test('text and lines have enough contrast in both themes', () => {
  for (const dark of [false, true]) {
    const { background, text, mutedText, edge, accent, path, badge } = paletteOf(dark);
    expect(Math.min(contrast(text, background), contrast(mutedText, background))).toBeGreaterThan(4.5);
    expect(Math.min(...[edge, accent, path, badge].map((color) => contrast(color, background)))).toBeGreaterThan(3);
  }
});

test('each type has its own shape and colour, named or not', () => {
  const types = ['Minister', 'Institution', 'Area', 'Project', 'Event', 'Agreement', 'Document'];
  const looks = types.map((type, i) => styleFor(type, i));
  expect(new Set(looks.map(({ shape }) => shape)).size).toBe(types.length);
  expect(new Set(looks.map(({ color }) => color)).size).toBe(types.length);
  const more = Array.from({ length: 60 }, (_, i) => styleFor(`Other ${i}`, i));
  expect(new Set([...looks, ...more].map(({ shape, color }) => `${shape} ${color}`)).size).toBe(67);
  expect(styleFor('toString', 3)).toEqual(more[3]);
});

test('each of the twelve shapes fits its square', () => {
  const paths = SHAPES.map((shape) => shapePath(shape, 20));
  expect(new Set(paths).size).toBe(12);
  for (const path of paths) {
    const numbers = path.startsWith('M') && !path.includes('a') ? (path.match(/-?[\d.]+/g) ?? []).map(Number) : [];
    expect(numbers.every((value) => value >= 0 && value <= 20)).toBe(true);
  }
});

test('a name keeps its letters and loses direction and control characters', () => {
  expect(legible('\u202Eabc\u202C \u2066def\u2069\u200F')).toBe('abc def');
  expect(legible(' a\u0000\n\tb\u2028c  d ')).toBe('a b c d');
  expect(legible(`e${'\u0301'.repeat(500)}f`)).toBe(`e${'\u0301'.repeat(3)}f`);
  expect(legible('x\uD83D')).toBe('x\uFFFD');
  expect(legible('대한민국 과학기술정보통신부')).toBe('대한민국 과학기술정보통신부');
});

test('a long name is cut between characters and broken at a space', () => {
  expect(shortName('a'.repeat(44))).toBe('a'.repeat(44));
  expect(shortName('a'.repeat(45))).toBe(`${'a'.repeat(43)}…`);
  expect(shortName('👩‍👩‍👧‍👦'.repeat(50), 3)).toBe(`${'👩‍👩‍👧‍👦'.repeat(2)}…`);
  expect(linesOf('Ministry of Science and ICT of Korea')).toEqual(['Ministry of Science', 'and ICT of Korea']);
  expect(linesOf('Semiconductors')).toEqual(['Semiconductors']);
  expect(linesOf('제1차 한-EU 디지털 파트너십 협의회')).toEqual(['제1차 한-EU 디지털', '파트너십 협의회']);
  expect(linesOf('한-EU 디지털')).toEqual(['한-EU 디지털']);
  expect(linesOf('\u202E')).toEqual([]);
});

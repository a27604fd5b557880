import { BACKGROUND } from './shapes.ts';

/** The colours of everything but entities. Text has a contrast of 4.5:1 to the background, lines of 3:1 (WCAG 1.4.3, 1.4.11). */
export interface Palette {
  readonly background: string;
  readonly text: string;
  readonly mutedText: string;
  readonly edge: string;
  readonly accent: string;
  readonly path: string;
  readonly badge: string;
}

const LIGHT: Palette = {
  background: BACKGROUND.light,
  text: '#1c2128',
  mutedText: '#59636e',
  edge: '#8a939d',
  accent: '#0b57d0',
  path: '#9a3412',
  badge: '#3d4650',
};

const DARK: Palette = {
  background: BACKGROUND.dark,
  text: '#e6e9ee',
  mutedText: '#a3adb8',
  edge: '#6f7985',
  accent: '#8ab4f8',
  path: '#fdba74',
  badge: '#c9d1d9',
};

/** The palette of the light or dark theme. */
export function paletteOf(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** The fonts of labels, with fonts for Korean. */
export const FONT =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif';

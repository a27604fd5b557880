import { useEffect, useMemo, useState } from 'preact/hooks';
import { styleOf } from './appearance.ts';
import type { Theme as Drawn } from './canvas/drawing.ts';
import { readStored, writeStored } from './local-storage.ts';
import type { Model } from './model.ts';

/** The themes to choose from; `auto` follows the system. */
export const themes = ['auto', 'light', 'dark'] as const;
export type ThemeName = (typeof themes)[number];

const KEY = 'entente.theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const prefersReducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const changed = new EventTarget();

/** The theme that the user chose. */
export function storedTheme(): ThemeName {
  const chosen = readStored(KEY);
  return themes.find((name) => name === chosen) ?? 'auto';
}

function apply(theme: ThemeName): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Applies a theme and stores it for the next visit. */
export function chooseTheme(theme: ThemeName): void {
  writeStored(KEY, theme);
  apply(theme);
  changed.dispatchEvent(new Event('change'));
}

const currentTheme = () => {
  const theme = storedTheme();
  return {
    isDark: theme === 'auto' ? prefersDark.matches : theme === 'dark',
    reducedMotion: prefersReducedMotion.matches,
  };
};

/** The theme and motion preferences that CSS gets from media queries, for the canvas. */
export function useTheme(): { isDark: boolean; reducedMotion: boolean } {
  const [theme, set] = useState(currentTheme);
  useEffect(() => {
    const update = () => set(currentTheme());
    for (const source of [prefersDark, prefersReducedMotion, changed]) source.addEventListener('change', update);
    return () => {
      for (const source of [prefersDark, prefersReducedMotion, changed]) source.removeEventListener('change', update);
    };
  }, []);
  return theme;
}

/** The theme of the canvas. */
export function useCanvasTheme(model: Model): Drawn {
  const { isDark, reducedMotion } = useTheme();
  return useMemo(
    () => ({ dark: isDark, reducedMotion, styleOf: (type) => styleOf(type, model) }),
    [isDark, reducedMotion, model],
  );
}

apply(storedTheme());

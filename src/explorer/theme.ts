import { useEffect, useMemo, useState } from 'preact/hooks';
import { styleOf } from './appearance.ts';
import type { Theme as Drawn } from './canvas/drawing.ts';
import { keep, kept } from './local-storage.ts';
import type { Model } from './model.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type ThemeName = (typeof themes)[number];

const KEY = 'entente.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const changed = new EventTarget();

export function chosenTheme(): ThemeName {
  const chosen = kept(KEY);
  return themes.find((name) => name === chosen) ?? 'auto';
}

function apply(theme: ThemeName): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: ThemeName): void {
  keep(KEY, theme);
  apply(theme);
  changed.dispatchEvent(new Event('change'));
}

const now = () => {
  const theme = chosenTheme();
  return { isDark: theme === 'auto' ? dark.matches : theme === 'dark', reducedMotion: still.matches };
};

/** What CSS sees by itself, for what is drawn. */
export function useTheme(): { isDark: boolean; reducedMotion: boolean } {
  const [theme, set] = useState(now);
  useEffect(() => {
    const look = () => set(now());
    for (const source of [dark, still, changed]) source.addEventListener('change', look);
    return () => {
      for (const source of [dark, still, changed]) source.removeEventListener('change', look);
    };
  }, []);
  return theme;
}

/** The theme for what is drawn. */
export function useDrawnTheme(model: Model): Drawn {
  const { isDark, reducedMotion } = useTheme();
  return useMemo(
    () => ({ dark: isDark, reducedMotion, styleOf: (type) => styleOf(type, model) }),
    [isDark, reducedMotion, model],
  );
}

apply(chosenTheme());

import type { Name, NameKind } from './facts.ts';

const kinds: readonly NameKind[] = ['OFFICIAL', 'SHORT', 'ALIAS', 'ACRONYM'];
const primary = (language: string) => language.split('-')[0];

/**
 * The name to show in a language: in it, in its primary language (ko for ko-KR), in English, or the first there is;
 * among several the official one, then a short one, an alias, an acronym.
 */
export function displayName(names: readonly Name[], language = 'en'): Name {
  const order = [
    (n: Name) => n.language === language,
    (n: Name) => primary(n.language) === primary(language),
    (n: Name) => primary(n.language) === 'en',
    () => true,
  ];
  for (const fits of order) {
    const found = names.filter(fits).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))[0];
    if (found) return found;
  }
  throw new Error('an entity without a name');
}

import type { Name, NameKind } from './facts.ts';

const kinds: readonly NameKind[] = ['OFFICIAL', 'SHORT', 'ALIAS', 'ACRONYM'];
const primary = (language: string) => language.split('-')[0];

/**
 * The name to show for a language (BCP 47): one in that language, else in its primary language (ko for ko-KR), else in
 * English, else any. Among several: the official one, then a short one, an alias, an acronym.
 *
 * @throws Error if there are no names.
 */
export function displayName(names: readonly Name[], language = 'en'): Name {
  const order = [
    (n: Name) => n.language === language,
    (n: Name) => primary(n.language) === primary(language),
    (n: Name) => primary(n.language) === 'en',
    () => true,
  ];
  for (const fits of order) {
    const best = names.filter(fits).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))[0];
    if (best) return best;
  }
  throw new Error('expected an entity with at least one name; got none');
}

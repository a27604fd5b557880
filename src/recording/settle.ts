import type { Field } from '../ontology/declaration.ts';
import type { Claim, FieldValue, Place, Rank, Source } from '../ontology/facts.ts';
import { isLessPrecise, type Period, parsePeriod } from '../ontology/period.ts';
import { grouped } from './groups.ts';
import { distinctSources } from './sources.ts';

/** How claims of one field go together: in which order, and which of them says the same as another and less. */

interface Precision {
  isLess(coarse: FieldValue, fine: FieldValue): boolean;
  words(value: FieldValue): string;
  /** What said less than a value, by its words; null where these say something else. */
  read(words: string, fine: FieldValue): FieldValue | null;
}

/** Whether two values can mean the same and the one says less, and what the one says in words; where that can be. */
const precision: Readonly<Record<'period' | 'place', Precision>> = {
  period: {
    isLess: (coarse, fine) => isLessPrecise(coarse as Period, fine as Period),
    words: (value) => (value as Period).edtf,
    read(words) {
      try {
        return parsePeriod(words);
      } catch {
        return null;
      }
    },
  },
  place: {
    isLess: (coarse, fine) => {
      const said = Object.entries(coarse as Place).filter(([, part]) => part !== null);
      const more = Object.values(fine as Place).filter((part) => part !== null).length > said.length;
      return more && said.every(([part, value]) => (fine as Place)[part as keyof Place] === value);
    },
    words: (value) =>
      Object.values(value as Place)
        .filter((part) => part !== null)
        .join(', '),
    // Its parts are some of those of the finer one.
    read(words, fine) {
      const parts = Object.entries(fine as Place).filter(([, part]) => part !== null);
      for (let some = 1; some < 2 ** parts.length; some += 1) {
        const chosen = parts.filter((_part, i) => some & (1 << i));
        if (chosen.map(([, part]) => part).join(', ') !== words) continue;
        const none = { name: null, city: null, country: null, latitude: null, longitude: null };
        return { ...none, ...Object.fromEntries(chosen) };
      }
      return null;
    },
  },
};

/**
 * Puts the claims of a field in order, the one to show first: by rank, then a more precise value before a vaguer one.
 * A source that says the same less precisely supports the more precise claim, with what it says kept beside it.
 */
export function settle(claims: readonly Claim[], field: Field): readonly Claim[] {
  const order: Rank[] = ['PREFERRED', 'NORMAL', 'DEPRECATED'];
  const ranked = [...claims].sort((a, b) => order.indexOf(a.rank) - order.indexOf(b.rank));
  const compared = field.kind === 'period' || field.kind === 'place' ? precision[field.kind] : null;
  // One alone is compared with none: to read its bounds costs more than all else that is done with it.
  if (!compared || ranked.length < 2) return ranked;
  const finer = (a: Claim) => ranked.filter((b) => b.rank !== 'DEPRECATED' && compared.isLess(a.value, b.value));
  return ranked
    .filter((claim) => finer(claim).length === 0)
    .map((claim) => {
      const coarser = ranked.filter((other) => finer(other).includes(claim));
      const support = coarser.flatMap((other) =>
        other.sources.map((s) => ({ ...s, stated: s.stated ?? compared.words(other.value) })),
      );
      return { ...claim, sources: distinctSources([...claim.sources, ...support]) };
    });
}

/**
 * A claim as some of its sources make it. Where all of these said it less precisely, nobody says the precise value any
 * more, and what they said is claimed again.
 */
export function unfolded(claim: Claim, sources: readonly Source[]): readonly Claim[] {
  const coarse = sources.map((source) => ({ source, value: coarserValue(source, claim.value) }));
  if (coarse.some(({ value }) => value === null)) return [{ ...claim, sources }];
  return [...grouped(coarse, ({ source }) => source.stated).values()].map((some) => ({
    ...claim,
    value: some[0]?.value as FieldValue,
    sources: some.map(({ source }) => ({ ...source, stated: null })),
  }));
}

function coarserValue({ stated }: Source, fine: FieldValue): FieldValue | null {
  if (stated === null || typeof fine !== 'object' || Array.isArray(fine)) return null;
  const { isLess, read } = 'edtf' in fine ? precision.period : precision.place;
  const value = read(stated, fine);
  return value !== null && isLess(value, fine) ? value : null;
}

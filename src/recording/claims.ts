import { grouped } from '../lists.ts';
import { isCoarserPeriod, isCoarserPlace, partsOf } from '../ontology/agreement.ts';
import type { Field } from '../ontology/declaration.ts';
import type { Claim, FieldValue, Source } from '../ontology/facts.ts';
import { type Period, parsePeriod } from '../ontology/period.ts';
import { byRank, bySource, byText, canonicalText, distinct, joined } from './order.ts';

/** The claims of one field: their order, and which of them are only less precise than another. Pure functions. */

interface Precision {
  /** Whether both can mean the same and `coarse` is less precise. */
  isLess(coarse: FieldValue, fine: FieldValue): boolean;
  words(value: FieldValue): string;
  /** The less precise value that `words` describes; null if they describe something else. */
  read(words: string, fine: FieldValue): FieldValue | null;
}

/** Parsing a date costs more than everything else here, so texts that can't be dates are recognised by their characters. */
const EDTF_LETTERS = /^[-\d/.,~?%XYES[\]{}]+$/;
const precision: Readonly<Record<'period' | 'place', Precision>> = {
  period: {
    isLess: isCoarserPeriod,
    words: (value) => (value as Period).edtf,
    read(words) {
      if (!EDTF_LETTERS.test(words)) return null;
      try {
        return parsePeriod(words);
      } catch {
        return null;
      }
    },
  },
  place: {
    isLess: isCoarserPlace,
    words: (value) =>
      partsOf(value)
        .map(([, part]) => part)
        .join(', '),
    // A coarser place has some of the parts of the finer one.
    read(words, fine) {
      const parts = partsOf(fine);
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

const precisionOf = ({ kind }: Field): Precision | null =>
  kind === 'period' || kind === 'place' ? precision[kind] : null;

const keyOf = ({ value, rank }: Claim) => `${rank} ${canonicalText(value)}`;

/** Claims in a fixed order; claims of equal rank and value are merged, with the sources of all. */
export function distinctClaims(claims: readonly Claim[]): readonly Claim[] {
  return [...grouped(claims, keyOf)]
    .sort(([a], [b]) => byText(a, b))
    .map(([, some]) => {
      const [first] = some as [Claim];
      const sources = some.reduce<readonly Source[]>(
        (all, claim) => joined(all, distinct(claim.sources, bySource), bySource),
        [],
      );
      return { ...first, sources };
    });
}

const documentsOf = ({ sources }: Claim) => [...new Set(sources.map(({ document }) => document))].sort();

/** The claim to show first: by rank, by the number of documents, by the id of the first of them, by the value. */
function inOrder(a: Claim, b: Claim): number {
  const byBest = byRank(a.rank, b.rank);
  if (byBest !== 0) return byBest;
  const [one, other] = [documentsOf(a), documentsOf(b)];
  return (
    other.length - one.length ||
    byText(one[0] ?? '', other[0] ?? '') ||
    byText(canonicalText(a.value), canonicalText(b.value))
  );
}

/**
 * Settles the claims of a field: the one to show comes first. A claim that is only less precise than others (2024
 * beside 2024-03) is not a claim of its own: its sources support the more precise ones, after the sources that state
 * them, with their own wording in `stated`.
 */
export function settleClaims(stated: readonly Claim[], field: Field): readonly Claim[] {
  const claims = distinctClaims(stated);
  const [only] = claims;
  // Reading the bounds of a date costs more than everything else here.
  if (claims.length === 1 && only) return claims;
  const compared = precisionOf(field);
  const finer = (a: Claim) =>
    compared ? claims.filter((b) => b.rank !== 'DEPRECATED' && compared.isLess(a.value, b.value)) : [];
  const finerThan = new Map(claims.map((claim) => [claim, finer(claim)]));
  return claims
    .filter((claim) => finerThan.get(claim)?.length === 0)
    .map((claim) => {
      const coarser = claims.filter((other) => finerThan.get(other)?.includes(claim));
      const support = coarser.flatMap((other) =>
        other.sources.map((s) => ({ ...s, stated: s.stated ?? compared?.words(other.value) ?? null })),
      );
      return { ...claim, sources: distinct([...claim.sources, ...support], bySource) };
    })
    .sort(inOrder);
}

/**
 * The claims that sources made, read from settled ones: a source that supports a claim with a less precise value
 * claimed that value. A claim that all sources support in this way is an original claim.
 */
export function statedClaims(settled: readonly Claim[], field: Field): readonly Claim[] {
  const compared = precisionOf(field);
  if (!compared || settled.every(({ sources }) => sources.every(({ stated }) => stated === null)))
    return distinctClaims(settled);
  return distinctClaims(
    settled.flatMap((claim) => {
      const coarse = claim.sources.map((source) => ({ source, value: coarserValue(source, claim.value, compared) }));
      const direct = coarse.filter(({ value }) => value === null).map(({ source }) => source);
      if (direct.length === 0 || direct.length === coarse.length) return [claim];
      const less = grouped(
        coarse.filter(({ value }) => value !== null),
        ({ value }) => canonicalText(value),
      );
      return [
        { ...claim, sources: direct },
        ...[...less.values()].map((some) => ({
          ...claim,
          value: some[0]?.value as FieldValue,
          sources: some.map(({ source }) => ({ ...source, stated: null })),
        })),
      ];
    }),
  );
}

function coarserValue({ stated }: Source, fine: FieldValue, { isLess, read }: Precision): FieldValue | null {
  const value = stated === null ? null : read(stated, fine);
  return value !== null && isLess(value, fine) ? value : null;
}

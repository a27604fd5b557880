import type { Claim, EntityFact, FieldValue, Money, Place, RelationFact, Source, Values } from '../ontology/facts.ts';
import { MENTIONS } from '../ontology/mentions.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { relationId } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import { Told } from './derived-mentions.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';

/** Facts as data files state them, one on a line: what was written out is read in again as it was. */

/** The format of data files that this is. */
const FORMAT = 1;

const known = (parts: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null && part !== undefined));

const source = ({ document, locator, stated }: Source) => known({ document, locator, stated });

function written(value: FieldValue): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return (value as readonly Money[]).map(({ amount, currency, approximate }) =>
      known({ amount, currency, approximate: approximate || null }),
    );
  }
  if ('edtf' in value) return (value as Period).edtf;
  return known({ ...(value as Place) });
}

function field(claims: readonly Claim[], inherited: readonly Source[]): unknown {
  const [only] = claims;
  if (claims.length === 1 && only?.sources === inherited) return written(only.value);
  return claims.map(({ value, rank, sources }) => ({ value: written(value), rank, sources: sources.map(source) }));
}

export const entityItem = ({ id, names, summary, sameAs, sources, claims }: EntityFact) => ({
  id,
  names,
  ...known({ summary, sameAs: sameAs.length > 0 ? sameAs : null }),
  ...Object.fromEntries(Object.entries(claims).map(([name, some]) => [name, field(some, sources)])),
  sources: sources.map(source),
});

/** `tellsOfEnds` is whether reading it in is to make relations that say so. */
export function relationItem(
  { id, type, from, to, values, rank, sources, valuesByDocument }: RelationFact,
  tellsOfEnds: boolean,
) {
  const stated = (of: Values) => Object.fromEntries(Object.entries(of).map(([name, value]) => [name, written(value)]));
  const plain = relationId(from, type, to);
  return {
    type,
    from,
    to,
    ...known({ key: id === plain ? null : id.slice(plain.length + 1), rank: rank === 'NORMAL' ? null : rank }),
    ...stated(values),
    sources: sources.map(source),
    ...known({ mentions: tellsOfEnds ? null : false }),
    ...(valuesByDocument && {
      statedBy: Object.fromEntries(Object.entries(valuesByDocument).map(([document, of]) => [document, stated(of)])),
    }),
  };
}

/** JSON Lines: the format, then entities, documents first, then relations. Equal graphs give equal bytes. */
export async function* factLines(chosen: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const told = new Told();
  for await (const relation of chosen.mentions()) told.hold(relation);
  yield `${JSON.stringify({ entente: FORMAT })}\n`;
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) {
      told.entity(entity);
      yield `${JSON.stringify(entityItem(entity))}\n`;
    }
  }
  for (const type of relationTypes(ontology).filter((type) => type !== MENTIONS)) {
    for await (const relation of chosen.relations(type)) {
      yield `${JSON.stringify(relationItem(relation, told.relation(relation)))}\n`;
    }
  }
  for await (const relation of chosen.relations(MENTIONS)) {
    if (!told.makes(relation)) yield `${JSON.stringify(relationItem(relation, false))}\n`;
  }
}

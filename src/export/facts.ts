import type {
  Claim,
  DocumentStatement,
  EntityFact,
  FieldValue,
  Money,
  Name,
  Place,
  RelationFact,
  Source,
  Values,
} from '../ontology/facts.ts';
import { MENTIONS } from '../ontology/mentions.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { relationId } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import { inheritedSources } from '../ontology/sources.ts';
import { DerivedMentions } from './derived-mentions.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';

/** Facts in the format of data files, one per line. Importing an export restores the same facts. */

/** The version of the format of data files. */
const FORMAT = 1;

const withoutNulls = (parts: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null && part !== undefined));

const sourceItem = ({ document, locator, stated, at }: Source) => withoutNulls({ document, locator, stated, at });

function valueItem(value: FieldValue): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return (value as readonly Money[]).map(({ amount, currency, approximate }) =>
      withoutNulls({ amount, currency, approximate: approximate || null }),
    );
  }
  if ('edtf' in value) return (value as Period).edtf;
  return withoutNulls({ ...(value as Place) });
}

function fieldItem(claims: readonly Claim[], inherited: readonly Source[] | null): unknown {
  const [only] = claims;
  if (claims.length === 1 && only?.sources === inherited) return valueItem(only.value);
  return claims.map(({ value, rank, sources }) => ({
    value: valueItem(value),
    rank,
    sources: sources.map(sourceItem),
  }));
}

const nameItem = ({ text, language, kind, origin, sources }: Name) => ({
  text,
  language,
  kind,
  ...(origin && { origin }),
  ...(sources && { sources: sources.map(sourceItem) }),
});

const stated = ({ names, summary, sameAs }: DocumentStatement) => ({
  ...(names.length > 0 && { names: names.map(nameItem) }),
  ...withoutNulls({ summary, sameAs: sameAs.length > 0 ? sameAs : null }),
});

const fieldItems = (claims: EntityFact['claims'], inherited: readonly Source[] | null) =>
  Object.fromEntries(Object.entries(claims).map(([name, group]) => [name, fieldItem(group, inherited)]));

/** An entity as in a data file. `statedBy` and `statedClaims` say what each document states, if the rest doesn't determine it. */
export const entityItem = ({ id, claims, sources, statedBy, statedClaims, ...entity }: EntityFact) => ({
  id,
  ...stated(entity),
  ...fieldItems(claims, inheritedSources(sources)),
  sources: sources.map(sourceItem),
  ...(statedBy && {
    statedBy: Object.fromEntries(Object.entries(statedBy).map(([document, own]) => [document, stated(own)])),
  }),
  ...(statedClaims && { statedClaims: fieldItems(statedClaims, null) }),
});

/** A relation as in a data file. `mentionsEnds`: whether an import derives from its sources that they mention both ends. */
export function relationItem(
  { id, type, from, to, values, rank, sources, valuesByDocument, ranksByDocument }: RelationFact,
  mentionsEnds: boolean,
) {
  const valueItems = (values: Values) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, valueItem(value)]));
  const plain = relationId(from, type, to);
  const documents = Object.keys(valuesByDocument ?? ranksByDocument ?? {});
  return {
    type,
    from,
    to,
    ...withoutNulls({ key: id === plain ? null : id.slice(plain.length + 1), rank: rank === 'NORMAL' ? null : rank }),
    ...valueItems(values),
    sources: sources.map(sourceItem),
    ...withoutNulls({ mentions: mentionsEnds ? null : false }),
    ...(documents.length > 0 && {
      statedBy: Object.fromEntries(
        documents.map((document) => [
          document,
          {
            ...withoutNulls({ rank: ranksByDocument?.[document] }),
            ...valueItems(valuesByDocument?.[document] ?? values),
          },
        ]),
      ),
    }),
  };
}

/**
 * JSON Lines: the version of the format, then entities, documents first, then relations. Equal graphs give equal bytes.
 */
export async function* factLines(selection: ExportSelection, ontology: Ontology): AsyncGenerator<string> {
  const derived = new DerivedMentions();
  for await (const mention of selection.mentions()) derived.addMention(mention);
  yield `${JSON.stringify({ entente: FORMAT })}\n`;
  for (const type of entityTypes(ontology)) {
    for await (const entity of selection.entities(type)) {
      derived.addEntity(entity);
      yield `${JSON.stringify(entityItem(entity))}\n`;
    }
  }
  for (const type of relationTypes(ontology).filter((type) => type !== MENTIONS)) {
    for await (const relation of selection.relations(type)) {
      yield `${JSON.stringify(relationItem(relation, derived.addRelation(relation)))}\n`;
    }
  }
  for await (const mention of selection.relations(MENTIONS)) {
    if (!derived.includes(mention)) yield `${JSON.stringify(relationItem(mention, false))}\n`;
  }
}

import { chunks } from '../../lists.ts';
import type { Fields } from '../../ontology/declaration.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import { canonicalUris } from '../../ontology/outside-ids.ts';
import { statement } from '../cypher/statements.ts';
import {
  composeAddToEntities,
  composeAddToOldRelations,
  composeReadEntities,
  composeReadOldRelations,
  composeReadPastEntities,
  composeTypedRelations,
  composeTypeLabel,
} from '../cypher/writes.ts';
import { RELATION_ID, STATED_BY, TOKENS } from '../encoding/names.ts';
import {
  addComparedForms,
  addTextForms,
  columns,
  type Kind,
  type Properties,
  placePartColumns,
  searchProperties,
} from '../encoding/values.ts';
import type { Parameters, Row, UnitOfWork } from '../port/graph.ts';
import { settleAllBeginnings } from './beginnings.ts';
import { settleAll } from './certain-days.ts';
import { addEvidence } from './evidence.ts';

/** The properties that filters compare, derived from the stored ones. */
function comparedForms(row: Row, fields: readonly (readonly [string, Kind])[]): Properties {
  const properties: Properties = {};
  for (const [name, kind] of fields) addComparedForms(name, kind, row, properties);
  return properties;
}

const kindsOf = (fields: Fields) => Object.entries(fields).map(([name, field]) => [name, field.kind] as const);

/** Layout 1 stored ids of relations and claims under names that others may use, and no properties for filters. */
async function fromLayout1(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  await unit.run(statement('upgrade-1-relations'));
  await unit.run(statement('upgrade-1-claims'));
  await unit.run(statement('upgrade-1-first-recorded'));
  for (const { name, fields } of ontology.entities) {
    await unit.run(composeTypeLabel(ontology, name));
    const kinds = [...kindsOf(fields), ['name', 'names'], ['name', 'text'], ['summary', 'text']] as const;
    const stored = ['id', 'sameAs', ...kinds.flatMap(([field, kind]) => columns(field, kind))];
    const rows = await unit.run(composeReadEntities(ontology, name, [...new Set(stored)]));
    const updates = rows.map((row) => {
      const properties = comparedForms(row, kinds);
      addTextForms('sameAs', row.sameAs ?? [], properties);
      return { id: row.id ?? null, properties };
    });
    for (const batch of chunks(updates)) await unit.run(composeAddToEntities(batch));
  }
  for (const { type, properties } of ontology.relations) {
    const kinds = kindsOf({ ...relationBase, ...properties });
    const stored = kinds.flatMap(([field, kind]) => columns(field, kind));
    const rows = await unit.run(composeReadOldRelations(ontology, type, stored));
    const updates = rows.map((row) => ({
      id: row[RELATION_ID] ?? null,
      from: row.from ?? null,
      properties: comparedForms(row, kinds),
    }));
    for (const batch of chunks(updates)) await unit.run(composeAddToOldRelations(ontology, type, batch));
  }
}

/** Layout 2 stored relations under the ontology's own types, which others may use as well. */
async function fromLayout2(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  for (const { type } of ontology.relations) {
    for (const deprecated of [false, true]) await unit.run(composeTypedRelations(ontology, type, deprecated));
  }
  await unit.run(statement('upgrade-2-claims'));
}

/** Rebuilds the search tokens of all entities, and returns how many entities there are. */
export async function reindex(unit: UnitOfWork, ontology: Ontology): Promise<number> {
  let entities = 0;
  for (const { name: type, fields } of ontology.entities) {
    const stored = ['name', 'nameTexts', 'sameAs', ...placePartColumns(fields)];
    const rows = await unit.run(composeReadEntities(ontology, type, ['id', ...stored]));
    const before = new Map<string, string>();
    for (const row of await unit.run(composeReadPastEntities(ontology, type, stored))) {
      const tokens = String(searchProperties(type, fields, row as Parameters)[TOKENS]);
      before.set(String(row.id), [before.get(String(row.id)), tokens].filter(Boolean).join(' '));
    }
    const updates = rows.map((row) => {
      const now = searchProperties(type, fields, row as Parameters);
      const tokens = [now[TOKENS], before.get(String(row.id))].filter(Boolean).join(' ');
      return { id: row.id ?? null, properties: { ...now, [TOKENS]: tokens } };
    });
    for (const batch of chunks(updates)) await unit.run(composeAddToEntities(batch));
    entities += rows.length;
  }
  return entities;
}

/** Layout 3 stored no search tokens, and layout 4 no lengths in them. One rebuild brings both up to date. */
const fromLayout4 = async (unit: UnitOfWork, ontology: Ontology) => void (await reindex(unit, ontology));

/** What each document states, with its URIs in their canonical forms. */
function withCanonicalUris(text: string): string {
  const stated = JSON.parse(text) as { statedBy?: { [document: string]: { sameAs?: readonly string[] } } };
  for (const statement of Object.values(stated.statedBy ?? {}))
    if (statement.sameAs) statement.sameAs = canonicalUris(statement.sameAs);
  return JSON.stringify(stated);
}

/**
 * Layout 6 stored ids in other registries as each source wrote them. Fingerprints stay as they are: the next import
 * compares these entities in full, and finds them unchanged.
 */
async function fromLayout6(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  for (const { name } of ontology.entities) {
    const rows = await unit.run(composeReadEntities(ontology, name, ['id', 'sameAs', STATED_BY]));
    const updates = rows.flatMap((row): Parameters[] => {
      const before = Array.isArray(row.sameAs) ? row.sameAs.map(String) : [];
      const statedBy = typeof row[STATED_BY] === 'string' ? row[STATED_BY] : null;
      const sameAs = canonicalUris(before);
      const restated = statedBy === null ? null : withCanonicalUris(statedBy);
      if (sameAs === before && restated === statedBy) return [];
      const properties: Properties = { sameAs };
      addTextForms('sameAs', sameAs, properties);
      if (restated !== null) properties[STATED_BY] = restated;
      return [{ id: row.id ?? null, properties }];
    });
    for (const batch of chunks(updates)) await unit.run(composeAddToEntities(batch));
  }
  // It stored no tokens of these ids, and no lists of documents.
  await reindex(unit, ontology);
  await addEvidence(unit, ontology);
}

/** Layout 7 stored no days on which facts certainly hold. */
const fromLayout7 = settleAll;

/** The step from each layout to the next; a layout that is not listed needs none. Steps are idempotent. */
export const upgrades: Readonly<Record<number, (unit: UnitOfWork, ontology: Ontology) => Promise<void>>> = {
  1: fromLayout1,
  2: fromLayout2,
  4: fromLayout4,
  6: fromLayout6,
  7: fromLayout7,
  // Layout 8 did not store what begins no earlier than its announcement.
  8: settleAllBeginnings,
  // Layout 9 took planned things, and what dated relations presuppose, to be as certain as their documents.
  9: settleAll,
};

import type { Fields } from '../../ontology/declaration.ts';
import { type Ontology, relationBase } from '../../ontology/ontology.ts';
import { statement } from '../cypher/statements.ts';
import {
  composeAddToEntities,
  composeAddToRelations,
  composeTypedRelations,
  composeTypeLabel,
  readableEntities,
  readablePast,
  readableRelations,
} from '../cypher/writes.ts';
import type { Parameters, Row, UnitOfWork } from '../port/graph.ts';
import {
  columns,
  compareBy,
  findBy,
  type Kind,
  type Properties,
  placeNames,
  RELATION_ID,
  searchable,
  TOKENS,
} from './encoding.ts';

const BATCH = 2000;

/** What facts are found by, made of what they hold. */
function foundBy(row: Row, fields: readonly (readonly [string, Kind])[]): Properties {
  const found: Properties = {};
  for (const [name, kind] of fields) findBy(name, kind, row, found);
  return found;
}

const kindsOf = (fields: Fields) => Object.entries(fields).map(([name, field]) => [name, field.kind] as const);

async function inBatches(rows: readonly Parameters[], write: (batch: readonly Parameters[]) => Promise<unknown>) {
  for (let at = 0; at < rows.length; at += BATCH) await write(rows.slice(at, at + BATCH));
}

/** Layout 1 kept ids of relations and claims under names that others may use, and held nothing to find facts by. */
async function fromFirst(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  await unit.run(statement('upgrade-1-relations'));
  await unit.run(statement('upgrade-1-claims'));
  await unit.run(statement('upgrade-1-first-recorded'));
  for (const { name, fields } of ontology.entities) {
    await unit.run(composeTypeLabel(ontology, name));
    const kinds = [...kindsOf(fields), ['name', 'names'], ['name', 'text'], ['summary', 'text']] as const;
    const held = ['id', 'sameAs', ...kinds.flatMap(([field, kind]) => columns(field, kind))];
    const rows = await unit.run(readableEntities(ontology, name, [...new Set(held)]));
    const found = rows.map((row) => {
      const properties = foundBy(row, kinds);
      compareBy('sameAs', row.sameAs ?? [], properties);
      return { id: row.id ?? null, properties };
    });
    await inBatches(found, (batch) => unit.run(composeAddToEntities(batch)));
  }
  for (const { type, properties } of ontology.relations) {
    const kinds = kindsOf({ ...relationBase, ...properties });
    const held = kinds.flatMap(([field, kind]) => columns(field, kind));
    const rows = await unit.run(readableRelations(ontology, type, held));
    const found = rows.map((row) => ({
      id: row[RELATION_ID] ?? null,
      from: row.from ?? null,
      properties: foundBy(row, kinds),
    }));
    await inBatches(found, (batch) => unit.run(composeAddToRelations(ontology, type, batch)));
  }
}

/** Layout 2 gave relations the types that the ontology gives them, which others may use as well. */
async function fromSecond(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  for (const { type } of ontology.relations) {
    for (const deprecated of [false, true]) await unit.run(composeTypedRelations(ontology, type, deprecated));
  }
  await unit.run(statement('upgrade-2-claims'));
}

/** Derives anew what entities are found by; gives how many they are. */
export async function reindex(unit: UnitOfWork, ontology: Ontology): Promise<number> {
  let entities = 0;
  for (const { name: type, fields } of ontology.entities) {
    const held = ['name', 'nameTexts', ...placeNames(fields)];
    const rows = await unit.run(readableEntities(ontology, type, ['id', ...held]));
    const before = new Map<string, string>();
    for (const row of await unit.run(readablePast(ontology, type, held))) {
      const tokens = String(searchable(type, fields, row as Parameters)[TOKENS]);
      before.set(String(row.id), [before.get(String(row.id)), tokens].filter(Boolean).join(' '));
    }
    const found = rows.map((row) => {
      const now = searchable(type, fields, row as Parameters);
      const tokens = [now[TOKENS], before.get(String(row.id))].filter(Boolean).join(' ');
      return { id: row.id ?? null, properties: { ...now, [TOKENS]: tokens } };
    });
    await inBatches(found, (batch) => unit.run(composeAddToEntities(batch)));
    entities += rows.length;
  }
  return entities;
}

/** Layout 3 kept nothing to search entities by, and layout 4 no lengths in it: for both this is made once. */
const fromFourth = async (unit: UnitOfWork, ontology: Ontology) => void (await reindex(unit, ontology));

/** What each layout needs to become the next one; what is not here needs nothing. Run again, a step changes nothing. */
export const upgrades: Readonly<Record<number, (unit: UnitOfWork, ontology: Ontology) => Promise<void>>> = {
  1: fromFirst,
  2: fromSecond,
  4: fromFourth,
};

import type { Fields } from '../ontology/declaration.ts';
import { type Ontology, relationBase } from '../ontology/ontology.ts';
import type { Parameters, Row, UnitOfWork } from './graph.ts';
import { statement } from './statements.ts';
import { columns, comparable, derived, type Kind, RELATION_ID } from './storage.ts';
import {
  composeAddToEntities,
  composeAddToRelations,
  composeTypedRelations,
  composeTypeLabel,
  readableEntities,
  readableRelations,
} from './writes.ts';

const BATCH = 2000;

/** What facts are found by, made of what they hold. */
function foundBy(row: Row, fields: readonly (readonly [string, Kind])[]): Parameters {
  const held = row as Parameters;
  return Object.assign({}, ...fields.map(([name, kind]) => derived(name, kind, held)));
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
    const found = rows.map((row) => ({
      id: row.id ?? null,
      properties: { ...foundBy(row, kinds), ...comparable('sameAs', row.sameAs ?? []) },
    }));
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

/** What each layout needs to become the next one. Run again, a step changes nothing. */
export const upgrades: Readonly<Record<number, (unit: UnitOfWork, ontology: Ontology) => Promise<void>>> = {
  1: fromFirst,
  2: fromSecond,
};

import { chunks, grouped } from '../../lists.ts';
import { type Bound, boundBeginnings, type OwnBeginning } from '../../ontology/beginnings.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { composeBounded, composeBounds, composeOwnBeginnings, composeSetBeginnings } from '../cypher/beginnings.ts';
import type { Statement, UnitOfWork } from '../port/graph.ts';

/**
 * The first days on which stored entities can have begun, because of what announces them. They follow from the dates of
 * others, so they are settled again whenever one of these dates, or a relation that bounds, is recorded or retracted.
 */

/** How far a chain of announcements is followed. */
const LONGEST_CHAIN = 20;

async function runParts<T>(unit: UnitOfWork, items: readonly T[], compose: (part: readonly T[]) => Statement) {
  const rows = [];
  // Not spread, here and below: a body can have more relations than a call can have arguments.
  for (const part of chunks(items)) for (const row of await unit.run(compose(part))) rows.push(row);
  return rows;
}

/** The bounds that lead on from entities, or to them, over chains. */
async function boundsAround(
  unit: UnitOfWork,
  ontology: Ontology,
  end: 'from' | 'to',
  ids: Iterable<string>,
): Promise<readonly Bound[]> {
  const bounds: Bound[] = [];
  const seen = new Set(ids);
  let frontier = [...seen];
  for (let length = 0; length < LONGEST_CHAIN && frontier.length > 0; length += 1) {
    const rows = await runParts(unit, frontier, (part) => composeBounds(ontology, end, part));
    const found = rows.map(({ from, to }) => ({ from: String(from), to: String(to) }));
    for (const bound of found) bounds.push(bound);
    frontier = [...new Set(found.map((bound) => (end === 'from' ? bound.to : bound.from)))].filter(
      (id) => !seen.has(id),
    );
    for (const id of frontier) seen.add(id);
  }
  return bounds;
}

/**
 * Settles the beginnings of these entities, and of what follows from theirs.
 *
 * @param ids entities that were recorded anew, and those at the `to` of bounding relations that were recorded or retracted
 */
export async function settleBeginnings(unit: UnitOfWork, ontology: Ontology, ids: readonly string[]): Promise<void> {
  const typeOf = (id: string) => ontology.typeOfId(id)?.name ?? '';
  const bounds = ontology.relations.filter(({ boundsBeginning }) => boundsBeginning).flatMap(({ ends }) => ends);
  const concerned = new Set(bounds.flatMap(({ from, to }) => [from, to]));
  const some = ids.filter((id) => concerned.has(typeOf(id)));
  if (some.length === 0) return;
  const after = await boundsAround(unit, ontology, 'from', some);
  const affected = [...new Set([...some, ...after.map(({ to }) => to)])].filter((id) => ontology.isBounded(typeOf(id)));
  const before = await boundsAround(unit, ontology, 'to', affected);
  const own = new Map<string, OwnBeginning & { readonly beginsFrom: string | null }>();
  const all = [...new Set([...affected, ...before.map(({ from }) => from)])];
  for (const [type, ofType] of grouped(all, typeOf)) {
    for (const row of await runParts(unit, ofType, (part) => composeOwnBeginnings(ontology, type, part))) {
      const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
      own.set(String(row.id), { start: text('ownStart'), startBy: text('ownStartBy'), beginsFrom: text('beginsFrom') });
    }
  }
  const settled = boundBeginnings(own, before);
  const changed = affected
    .map((id) => ({ id, beginsFrom: settled.get(id) ?? null }))
    .filter(({ id, beginsFrom }) => own.has(id) && own.get(id)?.beginsFrom !== beginsFrom);
  for (const rows of chunks(changed)) await unit.send(composeSetBeginnings(rows));
}

/** Settles the beginnings of all entities. */
export async function settleAllBeginnings(unit: UnitOfWork, ontology: Ontology): Promise<void> {
  if (ontology.bounding.length === 0) return;
  const rows = await unit.run(composeBounded(ontology));
  await settleBeginnings(
    unit,
    ontology,
    rows.map(({ to }) => String(to)),
  );
}

import { composeKnownAnnouncements } from '../graph/cypher/beginnings.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import { LONGEST_KNOWN_CHAIN, type TimeTravel } from '../graph/query/query.ts';
import { grouped } from '../lists.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** With more announcements, each entity is tested in the statements. */
const MOST_ANNOUNCEMENTS = 50_000;

/**
 * The time of a query about a day as known at a moment, with the entities that began later by what announced them then.
 * Neo4j takes a minute to plan a statement that follows announcements from each of its entities.
 */
export async function withAnnouncements(unit: UnitOfWork, ontology: Ontology, time: TimeTravel): Promise<TimeTravel> {
  const { asOf, known } = time;
  if (asOf === null || known === null || ontology.bounding.length === 0) return time;
  const rows = await unit.run(composeKnownAnnouncements(ontology, time, MOST_ANNOUNCEMENTS + 1));
  if (rows.length > MOST_ANNOUNCEMENTS) return time;
  const announced = grouped(rows, ({ id }) => String(id));
  const isAfter = (day: unknown) => typeof day === 'string' && day > asOf;
  let found = new Set(rows.filter(({ start }) => isAfter(start)).map(({ id }) => String(id)));
  const later = new Set(found);
  for (let length = 2; length <= LONGEST_KNOWN_CHAIN && found.size > 0; length += 1) {
    const next = [...announced].filter(([, by]) =>
      by.some(({ from, startBy }) => isAfter(startBy) && found.has(String(from))),
    );
    found = new Set(next.map(([id]) => id));
    for (const id of found) later.add(id);
  }
  return { ...time, announcedLater: [...later].filter((id) => isAfter(announced.get(id)?.[0]?.ownStartBy)) };
}

import { relationId } from '../dist/bench-api.js';
import { bareEntity } from '../test/support/bare.js';
import { claimed, drawnValues, randomNumbers } from './generate.js';

/** How many of a hundred entities are of each type. */
const SHARES = { Minister: 10, Institution: 15, Area: 5, Project: 35, Event: 20, Agreement: 10, Document: 5 };
/** The one in place n is drawn in proportion to n to the power of minus this: so degrees fall with the power of 2.5. */
const FALL = 2 / 3;

/**
 * Facts from a seed of which few entities have most relations: so many entities, and so many relations in all. `dated`:
 * with periods where relations have one; `filled`: with all fields and properties that there are.
 */
export function powerLawFacts(ontology, { seed, entities: size, relations: count, dated = false, filled = false }) {
  const random = randomNumbers(seed);
  const pick = (below) => Math.floor(random() * below);
  const ids = new Map(
    Object.entries(SHARES).map(([type, share]) => [
      type,
      Array.from({ length: Math.round((size * share) / 100) }, (_, i) => `${type.toLowerCase()}:p${i}`),
    ]),
  );
  const entity = (type, id) => {
    if (!filled) return bareEntity(type, id);
    const sources = [];
    // Names start at random, so that the first page of a list is no page of neighbours.
    const names = [{ text: `${random().toString(36).slice(2, 8)} ${id}`, language: 'en', kind: 'OFFICIAL' }];
    return bareEntity(type, id, {
      names,
      sources,
      claims: claimed(drawnValues(ontology.entity(type).fields, pick), sources),
    });
  };
  const entities = [...ids].flatMap(([type, own]) => own.map((id) => entity(type, id)));
  const any = (type) => {
    const own = ids.get(type);
    return own[Math.floor(own.length * random() ** (1 / (1 - FALL)))];
  };
  const types = [...ids.keys()];
  const ends = ontology.relations.flatMap(({ type, ends }) =>
    ends.flatMap(({ from, to }) =>
      ids.has(to) ? [{ type, from, to }] : types.map((each) => ({ type, from, to: each })),
    ),
  );
  const relations = new Map();
  while (relations.size < count) {
    const { type, from, to } = ends[pick(ends.length)];
    // One end is often anybody, so that those with few relations are joined too.
    const own = ids.get(from);
    const [a, b] = pick(2) ? [any(from), ids.get(to)[pick(ids.get(to).length)]] : [own[pick(own.length)], any(to)];
    const id = relationId(a, type, b);
    if (a === b) continue;
    const year = 1990 + (relations.size % 35);
    const period = { edtf: `${year}`, start: `${year}-01-01`, end: `${year}-12-31` };
    const { properties } = ontology.relation(type);
    const values = filled ? drawnValues(properties, pick) : dated && properties.period ? { period } : {};
    relations.set(id, { id, type, from: a, to: b, values, rank: 'NORMAL', sources: [] });
  }
  return { entities, relations: [...relations.values()] };
}

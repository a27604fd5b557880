import { relationId } from '../dist/bench-api.js';
import { bareEntity } from '../test/support/bare.js';
import { claimed, drawnValues, randomNumbers } from './generate.js';

/** The share of each entity type, in per cent. */
const SHARES = { Minister: 10, Institution: 15, Area: 5, Project: 35, Event: 20, Agreement: 10, Document: 5 };
/** Entity n is drawn in proportion to n to the power of minus this, so degrees follow a power law with exponent 2.5. */
const FALL = 2 / 3;

/**
 * Generates facts from a seed in which a few entities have most relations. `dated`: relations have periods if their type
 * does; `filled`: all fields and properties have values.
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
    // Names are random, so that the entities on the first page of a list are not neighbours.
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
    // One end is often uniformly random, so that entities with few relations are connected too.
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

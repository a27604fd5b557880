import { relationId } from '../dist/bench-api.js';

const DOCUMENT = 'document:generated';
/** The share of each entity type, in per cent. */
const SHARES = { Minister: 10, Institution: 15, Area: 5, Project: 35, Event: 20, Agreement: 15 };
/** The relations that the measured query follows exist for each entity; the others are random. */
const WALKED = [
  { type: 'PARTICIPATES_IN', from: 'Institution', to: 'Project', each: 10 },
  { type: 'IN_AREA', from: 'Project', to: 'Area', each: 5 },
];

/** Mulberry32: pseudo-random numbers from 0 to 1, equal for equal seeds. */
export function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values for fields, by their kinds. */
export const drawnValues = (fields, pick) =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, drawn(field, pick)]));

/** A value for a field, by its kind. */
function drawn(field, pick) {
  const year = 2015 + pick(10);
  switch (field.kind) {
    case 'enum':
      return Object.keys(field.values)[pick(Object.keys(field.values).length)];
    case 'period':
      return { edtf: `${year}`, start: `${year}-01-01`, end: `${year}-12-31` };
    case 'money':
      return ['EUR', 'KRW'].slice(pick(2)).map((currency) => ({
        amount: 1000 * (1 + pick(5000)),
        currency,
        approximate: pick(4) === 0,
      }));
    case 'place':
      return { name: null, city: `City ${pick(300)}`, country: 'BE', latitude: null, longitude: null };
    case 'country':
      return ['KR', 'EU', 'DE', 'FR', 'JP'][pick(5)];
    case 'integer':
      return 1 + pick(30);
    case 'duration':
      return `P${1 + pick(5)}Y`;
    case 'language':
      return 'en';
    case 'uri':
      return `https://example.org/${pick(1e6)}`;
    default:
      return `Text ${pick(40)}`;
  }
}

/** Claims with the same array of sources as the entity; with another one, each would be stored as a node. */
export const claimed = (values, sources) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [{ value, rank: 'NORMAL', sources }]]));

/**
 * Generates facts from a seed: entities, one of them the document that all facts cite, and relations beside the MENTIONS
 * that writing derives from sources.
 */
export function generateFacts(ontology, { seed, entities: size, relations: count }) {
  const random = randomNumbers(seed);
  const pick = (below) => Math.floor(random() * below);
  const sources = [{ document: DOCUMENT, locator: null, stated: null }];

  const entity = (type, id, text) => {
    const claims = claimed(drawnValues(ontology.entity(type).fields, pick), sources);
    const names = [{ text, language: 'en', kind: 'OFFICIAL' }];
    return { id, type, names, summary: `${text} in short.`, sameAs: [], sources, claims };
  };

  const entities = [entity('Document', DOCUMENT, 'Generated document')];
  const ids = new Map();
  const shares = Object.entries(SHARES);
  for (const [type, share] of shares) {
    const last = type === shares.at(-1)[0];
    const number = last ? size - entities.length : Math.round((size * share) / 100);
    const own = Array.from({ length: number }, (_, i) => `${type.toLowerCase()}:${i}`);
    ids.set(type, own);
    // Names are random, so that the entities on the first page of a list are not neighbours.
    for (const id of own) entities.push(entity(type, id, `${random().toString(36).slice(2, 8)} ${id}`));
  }

  const relations = new Map();
  const relate = (type, from, to) => {
    const id = relationId(from, type, to);
    if (from === to || relations.has(id)) return false;
    const values = drawnValues(ontology.relation(type).properties, pick);
    relations.set(id, { id, type, from, to, values, rank: 'NORMAL', sources });
    return true;
  };
  const any = (type) => ids.get(type)[pick(ids.get(type).length)];
  for (const { type, from, to, each } of WALKED) {
    for (const id of ids.get(from)) {
      for (let made = 0; made < each; ) if (relate(type, id, any(to))) made += 1;
    }
  }
  const ends = ontology.relations.flatMap(({ type, ends }) =>
    ends.filter((end) => ids.has(end.from) && ids.has(end.to)).map((end) => ({ type, ...end })),
  );
  if (relations.size > count) {
    throw new Error(`expected at least ${relations.size} relations for ${size} entities; got ${count}.`);
  }
  while (relations.size < count) {
    const end = ends[pick(ends.length)];
    relate(end.type, any(end.from), any(end.to));
  }
  return { entities, relations: [...relations.values()] };
}

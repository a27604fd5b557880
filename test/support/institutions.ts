import { checkFacts } from '../../src/ingest/facts/check.ts';
import { describe } from '../../src/ingest/facts/load.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { checkCountry, checkLanguage } from '../../src/ontology/codes.ts';
import type { Facts, NameKind, Place } from '../../src/ontology/facts.ts';
import { type Ontology, relationId } from '../../src/ontology/ontology.ts';

/** A record of a register. Ids are the register's own and may refer to bodies that it does not hold. */
export interface Organisation {
  readonly id: string;
  readonly names: readonly { readonly text: string; readonly language: string | null; readonly kind: NameKind }[];
  /** ROR's terms. */
  readonly types: readonly string[];
  readonly country: string | null;
  readonly place: Partial<Place> | null;
  readonly sameAs: readonly string[];
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly successors: readonly string[];
  readonly predecessors: readonly string[];
  /** The record's locator in the register. */
  readonly locator: string | null;
}

export const DOCUMENT = 'document:ror';
export const institutionId = (id: string) => `institution:ror-${id}`;

/** The most specific type comes first: a university that also funds research is a university. */
const KINDS = [
  ['education', 'UNIVERSITY'],
  ['company', 'COMPANY'],
  ['government', 'AGENCY'],
  ['facility', 'RESEARCH'],
] as const;

function kindOf(types: readonly string[]): string {
  const known = types.map((type) => type.toLowerCase());
  return KINDS.find(([type]) => known.includes(type))?.[1] ?? 'OTHER';
}

/** The checked value, or the fallback: registers have codes that no standard knows. */
function checkedOr<T>(check: (text: string) => T, text: string | null, fallback: T): T {
  try {
    return text === null ? fallback : check(text);
  } catch {
    return fallback;
  }
}

/** Drops null, as a data file leaves out unknown values. */
const known = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null && part !== undefined));

function entity(body: Organisation) {
  const country = checkedOr<string | null>(checkCountry, body.country, null);
  return known({
    id: institutionId(body.id),
    names: body.names.map(({ text, language, kind }) => ({
      text,
      language: checkedOr(checkLanguage, language, 'und'),
      kind,
    })),
    kind: kindOf(body.types),
    country,
    place: body.place && known({ ...body.place, country }),
    sameAs: body.sameAs,
    sources: [known({ document: DOCUMENT, locator: body.locator })],
  });
}

/** Each relation once, though a register states it at both ends, and only between bodies that it holds. */
function relations(bodies: readonly Organisation[]) {
  const there = new Set(bodies.map(({ id }) => id));
  const found = new Map<string, object>();
  for (const body of bodies) {
    const relate = (type: string, from: string, to: string) => {
      if (from === to || !there.has(from) || !there.has(to)) return;
      const ends = { from: institutionId(from), to: institutionId(to) };
      const id = relationId(ends.from, type, ends.to);
      const sources = [known({ document: DOCUMENT, locator: body.locator })];
      if (!found.has(id)) found.set(id, { type, ...ends, sources });
    };
    for (const parent of body.parents) relate('SUBUNIT_OF', body.id, parent);
    for (const child of body.children) relate('SUBUNIT_OF', child, body.id);
    for (const successor of body.successors) relate('SUCCEEDED_BY', body.id, successor);
    for (const predecessor of body.predecessors) relate('SUCCEEDED_BY', predecessor, body.id);
  }
  return [...found.values()];
}

/** The bodies as facts, checked like every data file. */
export function institutionFacts(ontology: Ontology, bodies: readonly Organisation[], register: string): Facts {
  const document = {
    id: DOCUMENT,
    names: [{ text: register, language: 'en' }],
    kind: 'DATASET',
    sources: [{ document: DOCUMENT }],
  };
  const file = { entente: 1, entities: [document, ...bodies.map(entity)], relations: relations(bodies) };
  const { facts, problems } = checkFacts([readDataFile('institutions.json', JSON.stringify(file))], ontology);
  if (problems.length > 0) throw new Error(problems.map(describe).join('\n'));
  return facts;
}

import { hash } from 'node:crypto';
import type { Parameters, Value } from '../graph/graph.ts';
import { comparable, encode, searchable, TOLD } from '../graph/storage.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { displayName } from '../ontology/names.ts';
import { type Ontology, relationBase } from '../ontology/ontology.ts';

/** Checked facts as the rows that the statements of graph/writes.ts take. */

export function merged(sources: readonly Source[]): readonly Source[] {
  if (sources.length === 1) return sources;
  const seen = new Map(sources.map((s) => [`${s.document} ${s.locator} ${s.stated}`, s]));
  return [...seen.values()];
}

/** JSON in which the same is written the same. */
const ordered = (value: unknown) =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Properties with what tells them from others, to see whether a fact changed, and when they were recorded. */
function recorded(properties: Parameters, recordedAt: string, beside: readonly Parameters[] = []): Parameters {
  // What is empty is no property, and each one costs on its way to the engine.
  const stated: { [name: string]: Value } = {};
  const parts: unknown[] = [];
  for (const name of Object.keys(properties).sort()) {
    const value = properties[name];
    if (value === null || value === undefined) continue;
    stated[name] = value;
    parts.push([name, value]);
  }
  if (beside.length > 0) parts.push(beside.map(fingerprintOf));
  stated.fingerprint = hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
  stated.recordedAt = recordedAt;
  return stated;
}

export interface EntityRows {
  readonly row: Parameters;
  /** Claims that say more than the entity holds: several values, or other sources than its own. */
  readonly claims: readonly Parameters[];
}

export const fingerprintOf = (row: Parameters) => (row.properties as Parameters).fingerprint;

/** Facts as rows that are recorded at one moment, each made once. */
export class Rows {
  readonly #ontology: Ontology;
  readonly at: string;
  readonly #entities = new Map<EntityFact, EntityRows>();
  readonly #relations = new Map<RelationFact, Parameters>();

  constructor(ontology: Ontology, at: string) {
    this.#ontology = ontology;
    this.at = at;
  }

  /** The fingerprint of the row covers its claims: when one of them changes, so did what is stated of the entity. */
  entity(fact: EntityFact): EntityRows {
    const made = this.#entities.get(fact);
    if (made) return made;
    const fields = this.#ontology.entity(fact.type)?.fields ?? {};
    const claims = this.#claims(fact);
    const shown = Object.entries(fact.claims).flatMap(([name, claims]) => {
      const [first] = claims;
      const field = fields[name];
      return first && field ? [encode(name, field.kind, first.value)] : [];
    });
    const properties = Object.assign(
      encode('name', 'text', displayName(fact.names, undefined).text),
      fact.summary === null ? { summary: null } : encode('summary', 'text', fact.summary),
      { sameAs: fact.sameAs, ...comparable('sameAs', fact.sameAs) },
      encode('name', 'names', fact.names),
      encode('source', 'sources', merged(fact.sources)),
      ...shown,
    );
    // How it is found is no part of what is stated: a later version may find it otherwise.
    const found = searchable(fact.type, fields, properties);
    const rows = { row: { id: fact.id, properties: { ...recorded(properties, this.at, claims), ...found } }, claims };
    this.#entities.set(fact, rows);
    return rows;
  }

  #claims(fact: EntityFact): readonly Parameters[] {
    const fields = this.#ontology.entity(fact.type)?.fields ?? {};
    return Object.entries(fact.claims).flatMap(([name, claims]) => {
      const field = fields[name];
      if (!field || (claims.length === 1 && claims[0]?.sources === fact.sources)) return [];
      return claims.map((claim, position) => ({
        id: `${fact.id}/${name}/${position}`,
        entity: fact.id,
        properties: recorded(
          {
            field: name,
            position,
            rank: claim.rank,
            ...encode('value', field.kind, claim.value),
            ...encode('source', 'sources', merged(claim.sources)),
          },
          this.at,
        ),
      }));
    });
  }

  relation(fact: RelationFact): Parameters {
    const made = this.#relations.get(fact);
    if (made) return made;
    const fields = { ...relationBase, ...this.#ontology.relation(fact.type)?.properties };
    const values = Object.entries(fields).flatMap(([name, field]) => {
      const value = fact.values[name];
      return value === undefined ? [] : [encode(name, field.kind, value)];
    });
    const properties = Object.assign(
      { rank: fact.rank, ...(fact.told ? { [TOLD]: ordered(fact.told) } : {}) },
      encode('source', 'sources', merged(fact.sources)),
      ...values,
    );
    const row = { id: fact.id, from: fact.from, to: fact.to, properties: recorded(properties, this.at) };
    this.#relations.set(fact, row);
    return row;
  }
}

import { hash } from 'node:crypto';
import { contestedProperty, documentsProperty } from '../graph/encoding/evidence.ts';
import { CLAIM, RANKS_BY_DOCUMENT, STATED_BY, VALUES_BY_DOCUMENT } from '../graph/encoding/names.ts';
import { addTextForms, encode, type Properties, searchProperties } from '../graph/encoding/values.ts';
import type { Parameters, Value } from '../graph/port/graph.ts';
import type { Fields } from '../ontology/declaration.ts';
import { displayName } from '../ontology/display-name.ts';
import type { EntityFact, RelationFact, Source } from '../ontology/facts.ts';
import { type Ontology, relationBase } from '../ontology/ontology.ts';
import { inheritedSources, sourcesOf } from '../ontology/sources.ts';
import { settledEntity } from './entity-records.ts';
import { canonicalText } from './order.ts';
import { settledRelation } from './relation-records.ts';

const base: Fields = relationBase;

/** Facts as rows for the statements in graph/cypher/writes.ts. */

/** The property that lists the documents of a fact. */
function documentsOf(fact: EntityFact | RelationFact): Properties {
  const documents = (sources: readonly Source[]) => sources.map(({ document }) => document);
  return documentsProperty(documents(fact.sources), documents(sourcesOf(fact)));
}

/** Property names in alphabetical order. Most facts of a type have the same ones, and sorting them each time costs more than the rest. */
class Sorted {
  readonly #known = new Map<string, { readonly names: readonly string[]; readonly sorted: readonly string[] }>();

  of(type: string, properties: Properties): readonly string[] {
    const names = Object.keys(properties);
    const known = this.#known.get(type);
    if (known?.names.length === names.length && names.every((name, i) => name === known.names[i])) return known.sorted;
    const sorted = [...names].sort();
    this.#known.set(type, { names, sorted });
    return sorted;
  }
}
const sorted = new Sorted();

/** Properties with a fingerprint, which shows whether a fact changed, and the time of recording. */
function recorded(
  type: string,
  properties: Properties,
  recordedAt: string,
  beside: readonly Parameters[] = [],
): Properties {
  const stated: Properties = {};
  for (const name of sorted.of(type, properties)) stated[name] = properties[name] as Value;
  const parts: unknown[] = Object.entries(stated);
  if (beside.length > 0) parts.push(beside.map(fingerprintOf));
  stated.fingerprint = hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
  stated.recordedAt = recordedAt;
  return stated;
}

/** The rows of entities and of their claims. */
export interface EntityRows {
  readonly row: Parameters;
  /** Claims that the entity can't hold itself: several values, or sources other than its own. */
  readonly claims: readonly Parameters[];
}

/** The fingerprint of an encoded row. */
export const fingerprintOf = (row: Parameters) => (row.properties as Parameters).fingerprint;

/** Encodes facts as rows that are recorded at one time. Facts are settled here before they are written. Each row is made once. */
export class RowEncoder {
  readonly #ontology: Ontology;
  readonly at: string;
  readonly #entities = new Map<EntityFact, EntityRows>();
  readonly #relations = new Map<RelationFact, Parameters>();

  constructor(ontology: Ontology, at: string) {
    this.#ontology = ontology;
    this.at = at;
  }

  /** The fingerprint of the row covers its claims, so a changed claim changes the entity. */
  entity(stated: EntityFact): EntityRows {
    const made = this.#entities.get(stated);
    if (made) return made;
    const fields = this.#ontology.entity(stated.type)?.fields ?? {};
    const fact = settledEntity(stated, fields);
    const claims = this.#claims(fact);
    const properties: Properties = { sameAs: fact.sameAs };
    addTextForms('sameAs', fact.sameAs, properties);
    encode('name', 'text', displayName(fact.names, undefined).text, properties);
    if (fact.summary !== null) encode('summary', 'text', fact.summary, properties);
    encode('name', 'names', fact.names, properties);
    encode('source', 'sources', fact.sources, properties);
    const { statedBy, statedClaims } = fact;
    if (statedBy || statedClaims) properties[STATED_BY] = canonicalText({ statedBy, statedClaims });
    for (const name in fact.claims) {
      const first = fact.claims[name]?.[0];
      const field = fields[name];
      if (first && field) encode(name, field.kind, first.value, properties);
    }
    const held = recorded(fact.type, properties, this.at, claims);
    // The fingerprint leaves out search tokens, because a later version may derive others.
    Object.assign(held, searchProperties(fact.type, fields, properties), documentsOf(fact));
    const rows = { row: { id: fact.id, properties: held }, claims };
    this.#entities.set(stated, rows);
    return rows;
  }

  #claims(fact: EntityFact): readonly Parameters[] {
    const fields = this.#ontology.entity(fact.type)?.fields ?? {};
    return Object.entries(fact.claims).flatMap(([name, claims]) => {
      const field = fields[name];
      if (!field || (claims.length === 1 && claims[0]?.sources === inheritedSources(fact.sources))) return [];
      return claims.map((claim, position) => {
        const properties: Properties = { field: name, position, rank: claim.rank };
        encode('value', field.kind, claim.value, properties);
        encode('source', 'sources', claim.sources, properties);
        return {
          id: `${fact.id}/${name}/${position}`,
          entity: fact.id,
          properties: recorded(CLAIM, properties, this.at),
        };
      });
    });
  }

  relation(stated: RelationFact): Parameters {
    const made = this.#relations.get(stated);
    if (made) return made;
    const fact = settledRelation(stated);
    const properties: Properties = { rank: fact.rank };
    if (fact.valuesByDocument) properties[VALUES_BY_DOCUMENT] = canonicalText(fact.valuesByDocument);
    if (fact.ranksByDocument) properties[RANKS_BY_DOCUMENT] = canonicalText(fact.ranksByDocument);
    encode('source', 'sources', fact.sources, properties);
    const declared = this.#ontology.relation(fact.type)?.properties;
    for (const name in fact.values) {
      const field = declared?.[name] ?? base[name];
      const value = fact.values[name];
      if (field && value !== undefined) encode(name, field.kind, value, properties);
    }
    const held = recorded(fact.type, properties, this.at);
    Object.assign(held, documentsOf(fact), contestedProperty(fact.valuesByDocument, { ...base, ...declared }));
    const row = { id: fact.id, from: fact.from, to: fact.to, properties: held };
    this.#relations.set(stated, row);
    return row;
  }
}

import { grouped } from '../../lists.ts';
import { MENTIONS } from '../../ontology/mentions.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { CLAIM, CLAIMED, RELATION_ID, STATED_BY } from '../encoding/names.ts';
import { columns, type Kind } from '../encoding/values.ts';
import type { Statement } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { documentsOf } from './evidence.ts';
import { relationValues } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/**
 * Finds what a document states. Every fact is tested for the document, as its sources have no index: some 5 µs a fact.
 * Only ids and locators are returned, so the memory does not depend on what the facts hold.
 */

/** The document whose facts are read, and the documents that do not count beside it. */
export interface Cited {
  readonly document: string;
  readonly notes: readonly string[];
}

const cites = (cypher: CypherBuilder, holder: string, document: string) =>
  `${cypher.value(document)} IN ${documentsOf(holder)}`;

/** The locators of a document in the sources of a fact. Nearly all facts have one source, which needs no search. */
const placesIn = (cypher: CypherBuilder, holder: string, document: string) => {
  const i = cypher.variable('i');
  const searched = `[${i} IN range(0, size(coalesce(${holder}.sourceDocuments, [])) - 1) WHERE ${holder}.sourceDocuments[${i}] = ${cypher.value(document)} | ${holder}.sourceLocators[${i}]]`;
  return `CASE WHEN size(${holder}.sourceDocuments) = 1 THEN ${holder}.sourceLocators ELSE ${searched} END`;
};

/** No other document says so. Notes do not count, as they are no evidence of their own. */
function isAlone(cypher: CypherBuilder, holder: string, { document, notes }: Cited): string {
  const documents = documentsOf(holder);
  if (notes.length === 0) return `size(${documents}) = 1`;
  const d = cypher.variable('d');
  return `all(${d} IN ${documents} WHERE ${d} = ${cypher.value(document)} OR ${d} IN ${cypher.value(notes)})`;
}

/** The fields of entities of all types, by name. */
export const statedFields = (ontology: Ontology): readonly (readonly [name: string, kind: Kind])[] => [
  ...new Map(
    ontology.entities.flatMap(({ fields }) => Object.entries(fields).map(([name, { kind }]) => [name, kind] as const)),
  ),
];

/**
 * Finds the entities that cite a document. Rows { id, places, fields, named, nameSources, nameOrigins, summary, statedBy,
 * alone }: `fields` has a 1 for each of `statedFields` that has a value, else a 0.
 */
export function composeStatedEntities(
  ontology: Ontology,
  cited: Cited,
  limit: number,
  timeTravel: TimeTravel,
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const { document } = cited;
  const held = statedFields(ontology).map(([name, kind]) => {
    // A place may have any of its parts; other values have their first property.
    const stored = kind === 'place' ? columns(name, kind) : columns(name, kind).slice(0, 1);
    return `CASE WHEN ${stored.map((column) => `n.${column} IS NOT NULL`).join(' OR ')} THEN '1' ELSE '0' END`;
  });
  return {
    text: [
      `MATCH (n:${ANY})`,
      ...whereClause([cites(cypher, 'n', document), ...entityIsVisible(cypher, ANY, 'n')]),
      `WITH n LIMIT ${cypher.value(limit)}`,
      `RETURN n.id AS id, ${placesIn(cypher, 'n', document)} AS places, ${held.join(' + ')} AS fields`,
      `, size(n.nameTexts) AS named, n.nameSources AS nameSources, n.nameOrigins AS nameOrigins, n.summary IS NOT NULL AS summary`,
      `, n.${STATED_BY} AS statedBy, ${isAlone(cypher, 'n', cited)} AS alone`,
    ].join('\n'),
    parameters: cypher.parameters,
  };
}

/** Finds the claims of the entities that cite a document. Rows { id, field, position, documents, locators }. */
export function composeStatedClaims(
  ontology: Ontology,
  document: string,
  limit: number,
  timeTravel: TimeTravel,
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  return {
    text: [
      `MATCH (n:${ANY})-[:${CLAIMED}]->(c:${CLAIM})`,
      ...whereClause([cites(cypher, 'n', document), ...entityIsVisible(cypher, ANY, 'n')]),
      `RETURN n.id AS id, c.field AS field, c.position AS position, c.sourceDocuments AS documents, c.sourceLocators AS locators`,
      `LIMIT ${cypher.value(limit)}`,
    ].join('\n'),
    parameters: cypher.parameters,
  };
}

/** Finds the relations that cite a document, those that derive from citations aside. Rows { id, places, alone }. */
export function composeStatedRelations(
  ontology: Ontology,
  cited: Cited,
  limit: number,
  timeTravel: TimeTravel,
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const { document } = cited;
  const types = ontology.relations.map(({ type }) => type).filter((type) => type !== MENTIONS);
  const step = { types, direction: 'OUT', target: ANY } as const;
  const ofAnyRank = { kind: 'exists', side: 'relation', column: 'rank', exists: true } as const;
  return {
    text: [
      `MATCH ${cypher.pattern('n', step, 'r', 'm', true)}`,
      ...whereClause([
        cites(cypher, 'r', document),
        ...relationIsVisible(cypher, step, 'r', 'm', ofAnyRank),
        ...entityIsVisible(cypher, ANY, 'n'),
      ]),
      `WITH r LIMIT ${cypher.value(limit)}`,
      `RETURN r.${RELATION_ID} AS id, ${placesIn(cypher, 'r', document)} AS places, ${isAlone(cypher, 'r', cited)} AS alone`,
    ].join('\n'),
    parameters: cypher.parameters,
  };
}

/** Reads columns of relations. Rows { values }, in no particular order. */
export function composeRelationRows(
  ontology: Ontology,
  relations: readonly { readonly id: string; readonly from: string; readonly to: string }[],
  columnsOfRelation: readonly string[],
  timeTravel: TimeTravel,
): Statement {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const types = [...new Set(relations.map(({ id }) => id.split('/')[1] as string))];
  // From the kind of end with more distinct entities, as the other may be a hub.
  const backward = new Set(relations.map(({ to }) => to)).size > new Set(relations.map(({ from }) => from)).size;
  const ends = grouped(relations, ({ from, to }) => (backward ? to : from));
  const rows = [...ends].map(([end, some]) => ({ end, ids: some.map(({ id }) => id) }));
  const pattern = cypher.pattern('n', { types, direction: backward ? 'IN' : 'OUT', target: ANY }, 'r', 'm', true);
  return {
    text: [
      `UNWIND ${cypher.value(rows)} AS row`,
      `MATCH (n:${ANY} {id: row.end})`,
      `MATCH ${pattern}`,
      `WHERE r.${RELATION_ID} IN row.ids`,
      `RETURN [${relationValues(cypher, 'r', columnsOfRelation).join(', ')}] AS values`,
    ].join('\n'),
    parameters: cypher.parameters,
  };
}

import { type GraphQLSchema, specifiedDirectives } from 'graphql';
import type { Ontology } from '../../ontology/ontology.ts';
import { asOf } from '../arguments/as-of.ts';
import { addBetween } from '../fields/between.ts';
import { addContested } from '../fields/contested.ts';
import { addDocumentFacts } from '../fields/document-facts.ts';
import { addEntityFields } from '../fields/entities.ts';
import { addNeighborhood } from '../fields/neighborhood.ts';
import { addNodes } from '../fields/nodes.ts';
import { addOntology } from '../fields/ontology.ts';
import { addPaths } from '../fields/paths.ts';
import { addRelated } from '../fields/related.ts';
import { addSearch } from '../fields/search.ts';
import { addTimeline } from '../fields/timeline.ts';
import { addClaims } from './claims.ts';
import { addEntities } from './entity.ts';
import { addLists } from './lists.ts';
import { addPageTypes } from './page-types.ts';
import { createParts, type SchemaParts } from './parts.ts';
import { addRelation } from './relation.ts';
import { addSource } from './source.ts';
import { addValues } from './values.ts';

/** Adds types or root fields to the schema. Pothos sorts the schema, so the order of the calls makes no difference. */
type AddToSchema = (parts: SchemaParts) => void;

const TYPES: readonly AddToSchema[] = [
  addPageTypes,
  addValues,
  addSource,
  addClaims,
  addRelation,
  addLists,
  addEntities,
];
const ROOT_FIELDS: readonly AddToSchema[] = [
  addNodes,
  addEntityFields,
  addSearch,
  addTimeline,
  addDocumentFacts,
  addPaths,
  addNeighborhood,
  addRelated,
  addContested,
  addBetween,
  addOntology,
];

/**
 * The GraphQL schema of an ontology: its types, fields, arguments and descriptions follow from the declarations.
 * Throws InvalidOntology when two lists would have one type name.
 *
 * @example
 * const schema = createSchema(createOntology());
 */
export function createSchema(ontology: Ontology): GraphQLSchema {
  const parts = createParts(ontology);
  parts.builder.queryType({
    description:
      'Who agreed what with whom, on what, when, for how much, and who says so. A root field that fails is null, with its error in "errors"; the fields beside it are answered.',
  });
  for (const add of [...TYPES, ...ROOT_FIELDS]) add(parts);
  return parts.builder.toSchema({ directives: [...specifiedDirectives, asOf] });
}

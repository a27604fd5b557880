/**
 * The public API of the package, for `import … from 'entente'`. Everything else is internal and may change.
 *
 * @packageDocumentation
 */

export { createEntente, type Entente, InvalidFacts, type RecordResult } from './entente.ts';
export type { EntenteLogger, EntenteOptions, Neo4jOptions } from './entente-options.ts';
export { EntenteError, type ErrorCode } from './errors.ts';
export type { ChangeCounts, ImportOptions, ImportProblem, ImportResult } from './import-options.ts';
export type {
  EntityInput,
  FactProblem,
  FactsInput,
  NameInput,
  RelationInput,
  SourceInput,
} from './ingest/facts/fact-objects.ts';
export { InvalidOntology } from './ontology/check.ts';
export {
  ANY,
  country,
  type EntityDeclaration,
  type Field,
  type Fields,
  integer,
  money,
  oneOf,
  period,
  place,
  type RelationDeclaration,
  type RelationEnd,
  text,
} from './ontology/declaration.ts';
export { extendOntology, type OntologyExtension } from './ontology/extend.ts';
export { createOntology, type Ontology } from './ontology/ontology.ts';

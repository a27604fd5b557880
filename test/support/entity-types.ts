import { entities } from '../../src/ontology/entities.ts';

/** The entity types in the order of the ontology, as messages list them. A type that is added is listed as well. */
export const entityTypes: readonly string[] = entities.map(({ name }) => name);

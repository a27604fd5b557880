import type { EntityFact } from '../../src/ontology/facts.ts';

export function bareEntity(type: string, id: string, more?: Partial<EntityFact>): EntityFact;

import type { Row } from '../../graph/port/graph.ts';
import type { Money, Name, Place, Source } from '../../ontology/facts.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Period } from '../../ontology/period.ts';
import { createInputs } from '../arguments/inputs.ts';
import type { ClaimedField, ClaimRow } from '../planning/claims.ts';
import type { Connection, Edge, Group, GroupKeyValue, PageInfo } from '../planning/connection.ts';
import type { StandaloneRelation } from '../planning/standalone-relation.ts';
import { createBuilder } from './builder.ts';
import { createEnums } from './enums.ts';

/**
 * What the files of the schema share: the builder, the enums, the inputs, and a typed ref of each type that more than one
 * file uses. Refs can be used before the file that implements the type has run, so files may be added in any order.
 */
export function createParts(ontology: Ontology) {
  const builder = createBuilder();
  const enums = createEnums(builder, ontology);
  const entity = builder.interfaceRef<Row>(ANY);
  const entityTypes = new Map(ontology.entities.map(({ name }) => [name, builder.objectRef<Row>(name)]));
  return {
    ontology,
    builder,
    enums,
    inputs: createInputs(builder, enums, ontology),
    /** Relay's interface of objects with an id. */
    node: builder.interfaceRef<Row>('Node'),
    pageInfo: builder.objectRef<PageInfo>('PageInfo'),
    /** The interface of all entities. */
    entity,
    entityTypes,
    /** The GraphQL type of an entity type's name, or of `Entity`. */
    entityOf: (type: string) => entityTypes.get(type) ?? entity,
    period: builder.objectRef<Period>('Period'),
    money: builder.objectRef<Money>('Money'),
    place: builder.objectRef<Place>('Place'),
    name: builder.objectRef<Name>('Name'),
    source: builder.objectRef<Source>('Source'),
    claim: builder.objectRef<ClaimRow>('Claim'),
    claimedField: builder.objectRef<ClaimedField>('ClaimedField'),
    group: builder.objectRef<Group>('Group'),
    groupKey: builder.objectRef<GroupKeyValue>('GroupKey'),
    /** The interface of all relations, in a list or not. */
    relation: builder.interfaceRef<Pick<Edge, 'relation'>>('Relation'),
    standaloneRelation: builder.objectRef<StandaloneRelation>('RelationStatement'),
    /** The list over relations of any type. */
    relationConnection: builder.objectRef<Connection>('RelationConnection'),
    relationEdge: builder.objectRef<Edge>('RelationEdge'),
    contestedConnection: builder.objectRef<Connection>('ContestedConnection'),
  };
}

/** What each `add…` function of the schema gets. */
export type SchemaParts = ReturnType<typeof createParts>;

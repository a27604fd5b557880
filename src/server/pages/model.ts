import type { QueryApi } from './query-api.ts';

/** The entity types, fields and relation types, read from the API, so that the pages need no change for new ones. */

/** A field of an entity type or a property of a relation type. */
export interface ModelField {
  readonly name: string;
  readonly kind: string;
}

/** The relations of one type in one direction. */
export interface Group {
  readonly type: string;
  readonly direction: 'OUT' | 'IN';
}

/** A group and the number of its relations. */
export interface CountedGroup extends Group {
  readonly count: number;
}

/** The parts of the ontology that pages need. */
export interface Model {
  /** The entity type of an id, by its prefix; undefined if no type has that prefix. */
  typeOf(id: string): string | undefined;
  /** A field of an entity type, by its name in the enum ClaimField: START_DATE for startDate. */
  field(type: string, constant: string): ModelField | undefined;
  /** The properties of a relation type, or of all relation types. */
  properties(relationType?: string): readonly ModelField[];
  /** The relations that an entity of a type can have, outgoing ones first. */
  groups(type: string): readonly Group[];
}

const ONTOLOGY_QUERY = `{
  ontology {
    entityTypes { name idPrefix fields { name kind } }
    relationTypes { type ends { from to } properties { name kind } }
  }
}`;

interface OntologyResponse {
  readonly ontology: {
    readonly entityTypes: readonly {
      readonly name: string;
      readonly idPrefix: string;
      readonly fields: readonly ModelField[];
    }[];
    readonly relationTypes: readonly {
      readonly type: string;
      readonly ends: readonly { readonly from: string; readonly to: string }[];
      readonly properties: readonly ModelField[];
    }[];
  };
}

const ANY = 'Entity';

/** Reads the model from the API. */
export async function loadModel(ask: QueryApi): Promise<Model> {
  const { entityTypes, relationTypes } = (await ask<OntologyResponse>(ONTOLOGY_QUERY, {})).ontology;
  const byPrefix = new Map(entityTypes.map(({ idPrefix, name }) => [idPrefix, name]));
  const byName = new Map(entityTypes.map((type) => [type.name, type]));
  const all = new Map(relationTypes.flatMap(({ properties }) => properties.map((one) => [one.name, one] as const)));
  const joins = (ends: readonly { from: string; to: string }[], end: 'from' | 'to', type: string) =>
    ends.some((pair) => pair[end] === type || pair[end] === ANY);
  return {
    typeOf: (id) => byPrefix.get(id.slice(0, Math.max(id.indexOf(':'), 0))),
    field(type, constant) {
      const normalised = constant.replaceAll('_', '').toLowerCase();
      return byName.get(type)?.fields.find(({ name }) => name.toLowerCase() === normalised);
    },
    properties: (relationType) =>
      relationType === undefined
        ? [...all.values()]
        : (relationTypes.find(({ type }) => type === relationType)?.properties ?? []),
    groups: (type) =>
      (['OUT', 'IN'] as const).flatMap((direction) =>
        relationTypes
          .filter(({ ends }) => joins(ends, direction === 'OUT' ? 'from' : 'to', type))
          .map((relation) => ({ type: relation.type, direction })),
      ),
  };
}

import type { Ask } from './ask.ts';

/** What kinds of entities, fields and relations there are, as the API tells it: the pages name none by themselves. */

export interface ModelField {
  readonly name: string;
  readonly kind: string;
}

export interface Group {
  readonly type: string;
  readonly direction: 'OUT' | 'IN';
}

export interface Model {
  /** The name of the entity type that an id belongs to by its prefix; nothing where there is none. */
  typeOf(id: string): string | undefined;
  /** A field of an entity type by its name as a value of ClaimField: START_DATE for startDate. */
  field(type: string, constant: string): ModelField | undefined;
  /** The properties that relations have, by name; those of one type, or of all. */
  properties(relationType?: string): readonly ModelField[];
  /** The relations that an entity of a type can have, those that begin at it first. */
  groups(type: string): readonly Group[];
}

const ASKED = `{
  ontology {
    entityTypes { name idPrefix fields { name kind } }
    relationTypes { type ends { from to } properties { name kind } }
  }
}`;

interface Told {
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

export async function askModel(ask: Ask): Promise<Model> {
  const { entityTypes, relationTypes } = (await ask<Told>(ASKED, {})).ontology;
  const byPrefix = new Map(entityTypes.map(({ idPrefix, name }) => [idPrefix, name]));
  const byName = new Map(entityTypes.map((type) => [type.name, type]));
  const all = new Map(relationTypes.flatMap(({ properties }) => properties.map((one) => [one.name, one] as const)));
  const joins = (ends: readonly { from: string; to: string }[], end: 'from' | 'to', type: string) =>
    ends.some((pair) => pair[end] === type || pair[end] === ANY);
  return {
    typeOf: (id) => byPrefix.get(id.slice(0, Math.max(id.indexOf(':'), 0))),
    field(type, constant) {
      const wanted = constant.replaceAll('_', '').toLowerCase();
      return byName.get(type)?.fields.find(({ name }) => name.toLowerCase() === wanted);
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

import type { EntityDeclaration, Field, RelationDeclaration, RelationEnd } from '../../ontology/declaration.ts';
import { ANY, idPattern, idPrefix, type Ontology } from '../../ontology/ontology.ts';
import type { SchemaParts } from '../schema/parts.ts';

type NamedField = readonly [name: string, field: Field];

/** Adds `ontology`: the model itself, for tools. */
export function addOntology({ ontology, builder, enums }: SchemaParts): void {
  const field = builder.objectRef<NamedField>('OntologyField').implement({
    description: 'A field of an entity type or a property of a relation type.',
    fields: (t) => ({
      name: t.string({
        nullable: false,
        description: 'Its name in queries and data files.',
        resolve: ([name]) => name,
      }),
      kind: t.string({
        nullable: false,
        description:
          'The kind of its values: text, enum, period, money, place, country, language, duration, integer or uri.',
        resolve: ([, f]) => f.kind,
      }),
      description: t.string({ nullable: false, description: 'What it means.', resolve: ([, f]) => f.description }),
      values: t.stringList({
        nullable: false,
        description: 'The values of an enum; empty for other kinds.',
        resolve: ([, f]) => (f.kind === 'enum' ? Object.keys(f.values) : []),
      }),
    }),
  });
  const end = builder.objectRef<RelationEnd>('OntologyEnds').implement({
    description: 'A pair of entity types that a relation type joins.',
    fields: (t) => ({
      from: t.string({
        nullable: false,
        description: `The entity type at the beginning; ${ANY} for any.`,
        resolve: (e) => e.from,
      }),
      to: t.string({
        nullable: false,
        description: `The entity type at the end; ${ANY} for any.`,
        resolve: (e) => e.to,
      }),
      field: t.string({
        nullable: false,
        description: 'The field that leads from the beginning to the end.',
        resolve: (e) => e.field,
      }),
      inverse: t.string({
        nullable: false,
        description: 'The field that leads from the end to the beginning.',
        resolve: (e) => e.inverse,
      }),
    }),
  });
  const entityInfo = builder.objectRef<EntityDeclaration>('OntologyEntityType').implement({
    description: 'An entity type as declared.',
    fields: (t) => ({
      name: t.string({ nullable: false, description: 'Its name.', resolve: (e) => e.name }),
      plural: t.string({ nullable: false, description: 'The field that lists all of them.', resolve: (e) => e.plural }),
      idPrefix: t.string({
        nullable: false,
        description: 'The beginning of its ids, before the colon.',
        resolve: (e) => idPrefix(e.name),
      }),
      idPattern: t.string({
        nullable: false,
        description: 'A regular expression (ECMAScript) that matches each of its ids as a whole.',
        resolve: (e) => idPattern(e.name),
      }),
      description: t.string({ nullable: false, description: 'What it is.', resolve: (e) => e.description }),
      fields: t.field({
        type: [field],
        nullable: false,
        description: 'Its own fields.',
        resolve: (e) => Object.entries(e.fields),
      }),
    }),
  });
  const relationInfo = builder.objectRef<RelationDeclaration>('OntologyRelationType').implement({
    description: 'A relation type as declared.',
    fields: (t) => ({
      type: t.field({ type: enums.relationType, nullable: false, description: 'Its type.', resolve: (r) => r.type }),
      description: t.string({ nullable: false, description: 'What it states.', resolve: (r) => r.description }),
      reading: t.string({
        nullable: false,
        description: 'How it reads from beginning to end.',
        resolve: (r) => r.reading,
      }),
      inverseReading: t.string({
        nullable: false,
        description: 'How it reads from end to beginning.',
        resolve: (r) => r.inverseReading,
      }),
      lasting: t.string({
        nullable: false,
        description: '"state" if it holds until it ends, "occurrence" if it happened once and stays true.',
        resolve: (r) => r.lasting,
      }),
      isHierarchy: t.boolean({
        nullable: false,
        description:
          'Whether the entity at the beginning is a part of the one at the end, as for the filter `within` and groups with `rollUp`.',
        resolve: (r) => r.isHierarchy === true,
      }),
      isFollowed: t.boolean({
        nullable: false,
        description: 'Whether paths, neighborhood and related follow it unless they are asked for other types.',
        resolve: (r) => !r.isProvenance,
      }),
      ends: t.field({
        type: [end],
        nullable: false,
        description: 'The pairs of entity types that it joins.',
        resolve: (r) => [...r.ends],
      }),
      properties: t.field({
        type: [field],
        nullable: false,
        description: 'Its own properties.',
        resolve: (r) => Object.entries(r.properties),
      }),
    }),
  });
  const model = builder.objectRef<Ontology>('Ontology').implement({
    description: 'The model: the types of entities and relations.',
    fields: (t) => ({
      entityTypes: t.field({
        type: [entityInfo],
        nullable: false,
        description: 'The types of entities.',
        resolve: (o) => [...o.entities],
      }),
      relationTypes: t.field({
        type: [relationInfo],
        nullable: false,
        description: 'The types of relations.',
        resolve: (o) => [...o.relations],
      }),
    }),
  });
  builder.queryField('ontology', (t) =>
    t.field({ type: model, nullable: false, description: 'The model itself, for tools.', resolve: () => ontology }),
  );
}

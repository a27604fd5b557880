import type { EntityDeclaration, Field, RelationDeclaration, RelationEnd } from '../../ontology/declaration.ts';
import { ANY, idPattern, idPrefix, type Ontology } from '../../ontology/ontology.ts';
import type { Builder, Enums } from '../schema/builder.ts';

type NamedField = readonly [name: string, field: Field];

/** `ontology { … }`: the model itself, for tools that want to know what can be asked. */
export function addOntologyQuery(builder: Builder, enums: Enums, ontology: Ontology): void {
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
        description: 'What it holds: text, enum, period, money, place, country, language, duration, integer or uri.',
        resolve: ([, f]) => f.kind,
      }),
      description: t.string({ nullable: false, description: 'What it means.', resolve: ([, f]) => f.description }),
      values: t.stringList({
        nullable: false,
        description: 'The values that an enum allows.',
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
        description: 'The field by which the beginning reaches the end.',
        resolve: (e) => e.field,
      }),
      inverse: t.string({
        nullable: false,
        description: 'The field by which the end reaches the beginning.',
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
        description: 'What its ids begin with, before the colon.',
        resolve: (e) => idPrefix(e.name),
      }),
      idPattern: t.string({
        nullable: false,
        description: 'What all of its ids match, whole, as a regular expression of ECMAScript.',
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
      description: t.string({ nullable: false, description: 'What it says.', resolve: (r) => r.description }),
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
        description: '"state" where it holds until it ends, "occurrence" where, once it was, it stays so.',
        resolve: (r) => r.lasting,
      }),
      ends: t.field({ type: [end], nullable: false, description: 'What it joins.', resolve: (r) => [...r.ends] }),
      properties: t.field({
        type: [field],
        nullable: false,
        description: 'Its own properties.',
        resolve: (r) => Object.entries(r.properties),
      }),
    }),
  });
  const model = builder.objectRef<Ontology>('Ontology').implement({
    description: 'The model: what kinds of entities and relations there are.',
    fields: (t) => ({
      entityTypes: t.field({
        type: [entityInfo],
        nullable: false,
        description: 'The kinds of entities.',
        resolve: (o) => [...o.entities],
      }),
      relationTypes: t.field({
        type: [relationInfo],
        nullable: false,
        description: 'The kinds of relations.',
        resolve: (o) => [...o.relations],
      }),
    }),
  });
  builder.queryField('ontology', (t) =>
    t.field({ type: model, nullable: false, description: 'The model itself, for tools.', resolve: () => ontology }),
  );
}

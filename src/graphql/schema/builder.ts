import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import type { Row } from '../../graph/port/graph.ts';
import { nameKinds, ranks } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { Context } from '../planning/context.ts';

export interface SchemaTypes {
  Context: Context;
  DefaultEdgesNullability: { list: false; items: false };
  Scalars: {
    Day: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
  };
}

/** A Pothos builder with Relay as Entente uses it: ids are readable and stand as they are, and every part is described. */
export function createBuilder(typeOf: (id: string) => string) {
  return new SchemaBuilder<SchemaTypes>({
    plugins: [RelayPlugin],
    relay: {
      encodeGlobalID: (_type, id) => String(id),
      decodeGlobalID: (id) => ({ typename: '', id }),
      nodeQueryOptions: false,
      nodesQueryOptions: false,
      nodeTypeOptions: {
        description: 'Anything that can be fetched again by its id.',
        resolveType: (row) => typeOf(String((row as Row).id)),
      },
      idFieldOptions: { description: 'A readable, stable id, such as minister:lee-jong-ho. It may be cited.' },
      pageInfoTypeOptions: { description: 'Where a page stands in its list, and how to go on.' },
      hasNextPageFieldOptions: { description: 'Whether the list goes on after this page.' },
      hasPreviousPageFieldOptions: { description: 'Whether the list has something before this page.' },
      startCursorFieldOptions: { description: 'The cursor of the first row: give it as "before" to go back.' },
      endCursorFieldOptions: { description: 'The cursor of the last row: give it as "after" to go on.' },
      cursorFieldOptions: { description: 'The place of this row in the list, for "after" and "before".' },
      pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
      edgesFieldOptions: { description: 'The rows of the page.', nullable: { list: false, items: false } },
      nodeFieldOptions: { description: 'The entity in this row.', nullable: false },
      firstArgOptions: {
        description: 'How many rows from the start, 1 to 500; 20 where neither first nor last is given.',
      },
      afterArgOptions: { description: 'Only what comes after this cursor.' },
      lastArgOptions: { description: 'How many rows from the end, 1 to 500.' },
      beforeArgOptions: { description: 'Only what comes before this cursor.' },
    },
  });
}

export type Builder = ReturnType<typeof createBuilder>;

const described = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([value, description]) => [value, { description }]));

/** Every enum of the schema, each made once: those of the model and those that its fields declare. */
export function createEnums(builder: Builder, ontology: Ontology) {
  const declared = new Map<
    string,
    ReturnType<typeof builder.enumType<string, Record<string, { description: string }>>>
  >();
  const add = (name: string, description: string, values: Readonly<Record<string, string>>) => {
    const made = declared.get(name) ?? builder.enumType(name, { description, values: described(values) });
    declared.set(name, made);
    return made;
  };
  const list = [...ontology.entities, ...ontology.relations.map((r) => ({ fields: r.properties }))];
  for (const { fields } of list) {
    for (const field of Object.values(fields)) {
      if (field.kind === 'enum') add(field.name, field.description, field.values);
    }
  }
  const claimable = Object.fromEntries(
    ontology.entities.flatMap((e) => Object.entries(e.fields).map(([name, f]) => [constant(name), f.description])),
  );
  return {
    of: (name: string) => {
      const found = declared.get(name);
      if (!found) throw new Error(`no enum ${name}`);
      return found;
    },
    entityType: add(
      'EntityType',
      'The kinds of entities.',
      Object.fromEntries(ontology.entities.map((e) => [constant(e.name), e.description])),
    ),
    relationType: add(
      'RelationType',
      'The kinds of relations.',
      Object.fromEntries(ontology.relations.map((r) => [r.type, r.description])),
    ),
    direction: add('Direction', 'Which way a relation is followed.', {
      OUT: 'From the entity: it is the one that acts, as in "Lee Jong-Ho attended the council".',
      IN: 'To the entity: it is the other end.',
      BOTH: 'Either way.',
    }),
    rank: add('Rank', 'How a statement stands beside others on the same matter.', ranks),
    nameKind: add('NameKind', 'What kind of name it is.', nameKinds),
    claimField: add('ClaimField', 'The own fields of entities, for which several values can be claimed.', claimable),
  };
}

export type Enums = ReturnType<typeof createEnums>;

/** A field's name as an enum value: startDate → START_DATE. */
export const constant = (name: string) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase();

import { markdownTable } from 'markdown-table';
import type { Fields } from '../ontology/declaration.ts';
import type { Ontology } from '../ontology/ontology.ts';

const namesOf = (fields: Fields) =>
  Object.keys(fields)
    .map((name) => `\`${name}\``)
    .join(', ');

/** The entity types and the relation types as two Markdown tables, for docs/model.md. */
export function modelTables(ontology: Ontology): string {
  const entities = ontology.entities.map(({ name, description, fields }) => [name, description, namesOf(fields)]);
  const relations = ontology.relations.flatMap(({ type, ends, reading, properties }) =>
    ends.map(({ from, to, field, inverse }) => [
      type,
      `${from} → ${to}`,
      `\`${field}\``,
      `\`${inverse}\``,
      reading,
      namesOf(properties),
    ]),
  );
  return [
    markdownTable([['entity type', 'what it is', 'own fields'], ...entities]),
    '',
    markdownTable([
      ['relation type', 'from → to', 'field on from', 'field on to', 'reads', 'own properties'],
      ...relations,
    ]),
    '',
  ].join('\n');
}

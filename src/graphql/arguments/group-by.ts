import { constantCase } from '../../constant-case.ts';
import type { Ontology } from '../../ontology/ontology.ts';

/** What entities of a type can be grouped by: enum values with descriptions. `groupedBy` in order-by.ts reads them. */
export function groupDescriptions(ontology: Ontology, type: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(ontology.entity(type)?.fields ?? {})) {
    if (field.kind === 'period') values[`${constantCase(name)}_YEAR`] = `The first possible year of ${name}.`;
    else if (field.kind === 'place') {
      values[`${constantCase(name)}_COUNTRY`] = 'The country of the place.';
      values[`${constantCase(name)}_CITY`] = 'The city of the place.';
    } else if (field.kind !== 'money') values[constantCase(name)] = field.description;
  }
  for (const { name, relation } of ontology.relationFields(type)) {
    values[constantCase(name)] = `The entity at the other end, one group for each. ${relation.description}`;
  }
  return {
    ...values,
    RELATION_TYPE: 'The type of the relation that leads to the entity.',
    RELATION_RANK: 'The rank of that relation.',
    RELATION_ROLE: 'The role in that relation.',
    RELATION_YEAR: 'The first possible year of that relation.',
  };
}

import { InvalidOntology } from '../../ontology/check.ts';
import type { Ontology, RelationField } from '../../ontology/ontology.ts';

/** HOLDS_OFFICE → HoldsOffice. */
const pascalCase = (type: string) =>
  type.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/**
 * The beginning of the names of a list's two types: the relation type and the entity type of the rows, in the order in which
 * the relation reads. `FundsProject` for the projects that FUNDS leads to, `InstitutionFunds` for the institutions where
 * FUNDS begins; `Connection` and `Edge` follow.
 *
 * The names don't depend on properties or other relation types, so that adding one doesn't rename a type that a client's
 * fragments use.
 */
export const listName = ({ relation, direction, target }: RelationField): string =>
  direction === 'OUT' ? `${pascalCase(relation.type)}${target}` : `${target}${pascalCase(relation.type)}`;

/** Lists that belong to no single relation type. */
const ROOT_LISTS = ['Relation', 'Related', 'Search', 'Timeline', 'Contested'];

/**
 * The names of an ontology's lists. `of` throws InvalidOntology where two relation types, or a relation type and an entity
 * type, would give one name: FUNDS to `ProjectArea`, and FUNDS_PROJECT to `Area`.
 */
export function createListNames(ontology: Ontology): { of(field: RelationField): string } {
  const owners = new Map<string, string>([
    ...ROOT_LISTS.map((name) => [name, `the type ${name}Connection`] as const),
    ...ontology.entities.map(({ name }) => [name, `the list of all ${name} entities`] as const),
  ]);
  return {
    of(field) {
      const name = listName(field);
      const owner = `${field.relation.type} ${field.direction === 'OUT' ? 'to' : 'from'} ${field.target}`;
      const other = owners.get(name) ?? owner;
      if (other !== owner) {
        throw new InvalidOntology(
          `The ontology is wrong at relation type "${field.relation.type}": expected names of its own for its lists, got ${name}Connection for ${owner}, which is the name for ${other}. Rename one of the two.`,
        );
      }
      owners.set(name, owner);
      return name;
    },
  };
}

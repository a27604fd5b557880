import { InvalidOntology } from '../../ontology/check.ts';
import type { Fields } from '../../ontology/declaration.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import {
  BEGINS_FROM,
  CERTAIN_FROM,
  CERTAIN_TO,
  LENGTH,
  RANKS_BY_DOCUMENT,
  RELATION_ID,
  STATED_BY,
  TOKENS,
  VALUES_BY_DOCUMENT,
} from './names.ts';
import { columns, exactColumn, foldable, foldedColumn, type Kind, periodLimits } from './values.ts';

/** The properties that a field is stored in. */
const propertiesOf = (name: string, kind: Kind): ReadonlySet<string> =>
  new Set([
    ...columns(name, kind),
    ...foldable(name, kind).flatMap((column) => [foldedColumn(column), exactColumn(column)]),
    ...(kind === 'period' ? periodLimits(name) : []),
  ]);

const RECORDED = [
  'id',
  'fingerprint',
  'recordedAt',
  'firstRecordedAt',
  'retractedAt',
  CERTAIN_FROM,
  CERTAIN_TO,
  ...propertiesOf('source', 'sources'),
];
const OF_ENTITIES = [
  ...RECORDED,
  ...['name', 'summary', 'sameAs'].flatMap((name) => [...propertiesOf(name, 'text')]),
  ...propertiesOf('name', 'names'),
  ...[STATED_BY, TOKENS, LENGTH, BEGINS_FROM],
];
const OF_RELATIONS = [
  ...RECORDED,
  'rank',
  ...propertiesOf('note', 'text'),
  ...[RELATION_ID, VALUES_BY_DOCUMENT, RANKS_BY_DOCUMENT],
];

/**
 * Checks that no two fields of a type are stored in the same property: a period `held` takes `heldStart`, for instance.
 *
 * @throws InvalidOntology at the first field whose value would overwrite another one
 */
export function checkProperties({ entities, relations }: Ontology): void {
  for (const { name, fields } of entities) checkFields(`entity type "${name}"`, fields, OF_ENTITIES);
  for (const { type, properties } of relations) checkFields(`relation type "${type}"`, properties, OF_RELATIONS);
}

function checkFields(where: string, fields: Fields, fixed: readonly string[]): void {
  const owners = new Map(fixed.map((property) => [property, 'Entente itself']));
  for (const [name, { kind }] of Object.entries(fields)) {
    for (const property of propertiesOf(name, kind)) {
      const other = owners.get(property);
      if (other !== undefined)
        throw new InvalidOntology(
          `The ontology is wrong at ${where}, field "${name}": expected a name that can be stored beside the other fields, got one that needs the property ${property}, which ${other} uses. Rename the field.`,
        );
      owners.set(property, `the field "${name}"`);
    }
  }
}

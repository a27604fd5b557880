import type { Field, Fields } from '../ontology/declaration.ts';
import { displayName } from '../ontology/display-name.ts';
import type { Claim, EntityFact, FieldValue, Money, Place, RelationFact, Source } from '../ontology/facts.ts';
import { type Ontology, relationBase } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';

/** Facts as rows of a table, for formats whose cells hold a text or a number. */

export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'double';
}

/** The cells of a row, by the name of the column. */
export type Cells = ReadonlyMap<string, Cell>;

const PLACE: readonly (readonly [keyof Place, Column['type']])[] = [
  ['name', 'string'],
  ['city', 'string'],
  ['country', 'string'],
  ['latitude', 'double'],
  ['longitude', 'double'],
];

const columnsOf = (name: string, { kind }: Field): Column[] => {
  if (kind === 'place') return PLACE.map(([part, type]) => ({ name: `${name}.${part}`, type }));
  return [{ name, type: kind === 'integer' ? 'integer' : 'string' }];
};

const money = ({ amount, currency, approximate }: Money) =>
  `${amount} ${currency}${approximate ? ' (approximate)' : ''}`;

function* cellsOf(name: string, { kind }: Field, value: FieldValue): Generator<[string, Cell]> {
  if (kind === 'place') for (const [part] of PLACE) yield [`${name}.${part}`, (value as Place)[part]];
  else if (kind === 'money') yield [name, (value as readonly Money[]).map(money).join('; ')];
  else if (kind === 'period') yield [name, (value as Period).edtf];
  else yield [name, value as string | number];
}

const sourceText = ({ document, locator }: Source) => (locator === null ? document : `${document} (${locator})`);
const sourcesText = (sources: readonly Source[]) => [...new Set(sources.map(sourceText))].join('; ');

const withoutDuplicates = (columns: readonly Column[]) => [
  ...new Map(columns.map((column) => [column.name, column])).values(),
];
const texts = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'string' }));
const fieldsOf = (all: readonly Fields[]) => all.flatMap((fields) => Object.entries(fields));

/** The columns of entities of all types. A field that several types have is one column. */
export const entityColumns = (ontology: Ontology): readonly Column[] =>
  withoutDuplicates([
    ...texts('id', 'type', 'name', 'summary'),
    ...fieldsOf(ontology.entities.map(({ fields }) => fields)).flatMap(([name, field]) => columnsOf(name, field)),
    ...texts('otherNames', 'sameAs', 'sources'),
  ]);

/** The claim that stands for a field: the first that is not deprecated. */
export const shownClaim = (claims: readonly Claim[]): Claim | undefined =>
  claims.find(({ rank }) => rank !== 'DEPRECATED');

/** An entity as a row. Lists are joined by semicolons. */
export function entityCells(entity: EntityFact, ontology: Ontology): Cells {
  const shown = displayName(entity.names).text;
  const cells = new Map<string, Cell>([
    ['id', entity.id],
    ['type', entity.type],
    ['name', shown],
    ['summary', entity.summary],
    ['otherNames', [...new Set(entity.names.map(({ text }) => text))].filter((text) => text !== shown).join('; ')],
    ['sameAs', entity.sameAs.join(' ')],
    ['sources', sourcesText(entity.sources)],
  ]);
  for (const [name, field] of Object.entries(ontology.entity(entity.type)?.fields ?? {})) {
    const claim = shownClaim(entity.claims[name] ?? []);
    if (claim) for (const [column, cell] of cellsOf(name, field, claim.value)) cells.set(column, cell);
  }
  return cells;
}

/** The columns of relations of all types. */
export const relationColumns = (ontology: Ontology): readonly Column[] =>
  withoutDuplicates([
    ...texts('id', 'type', 'from', 'to', 'rank'),
    ...fieldsOf([...ontology.relations.map(({ properties }) => properties), relationBase]).flatMap(([name, field]) =>
      columnsOf(name, field),
    ),
    ...texts('sources'),
  ]);

/** A relation as a row. */
export function relationCells(relation: RelationFact, ontology: Ontology): Cells {
  const { id, type, from, to, rank } = relation;
  const cells = new Map<string, Cell>(Object.entries({ id, type, from, to, rank }));
  cells.set('sources', sourcesText(relation.sources));
  const fields: Fields = { ...relationBase, ...ontology.relation(type)?.properties };
  for (const [name, field] of Object.entries(fields)) {
    const value = relation.values[name];
    if (value !== undefined) for (const [column, cell] of cellsOf(name, field, value)) cells.set(column, cell);
  }
  return cells;
}

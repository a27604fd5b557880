import type { EntityDeclaration, Field, RelationDeclaration } from '../../ontology/declaration.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import {
  countryOf,
  distinctRows,
  isCurrency,
  isDate,
  isNumber,
  isUnique,
  isUrl,
  oneLine,
  slug,
  type TableColumn,
  wordsOf,
} from './table-columns.ts';

/** English words in headers of any table. The words for entity types, roles and shares are in the ontology. */
const HEADERS = {
  id: /\b(id|ids|no|nr|code|ref|reference|key|identifier|pic|rcn|uuid)\b|\bnumber $/,
  money: /amount|cost|budget|value|funding|contribution|price|total|paid|\beur\b|€|\busd\b|\$|£|\bgbp\b|\bkrw\b|₩/,
  currency: /currency/,
  country: /country|nation|\bstate\b/,
  place: /place|location|\bcity\b|venue|where|\btown\b/,
  summary: /notes?\b|remarks?|description|comment|summary|abstract|objective/,
  from: /start|begin|\bfrom\b|since/,
  to: /\bend\b|ends|ended|until|\bto\b|finish/,
  name: /\bname\b|\btitle\b/,
  /** An attribute of an entity, not its name. */
  attribute:
    /\burl\b|cost|contribution|budget|amount|website|\blink\b|\bdoi\b|address|street|e-?mail|phone|\btype\b|status|\bform\b|\bvat\b|update|creat|modif|signature/,
} as const;

const SEPARATORS = [';', '|', '\n'] as const;

/** Entities that rows name in one column. */
export interface NamedEntity {
  readonly alias: string;
  readonly type: EntityDeclaration;
  readonly name: TableColumn;
  /** The column with their ids, if there is one. */
  readonly id: TableColumn | undefined;
  /** Between several names in one cell. */
  readonly separator: string | undefined;
  readonly why: string;
}

/** The relation between the main entity of a row and another one, and the end at which the main entity is. */
export interface Join {
  readonly relation: RelationDeclaration;
  readonly side: 'from' | 'to';
}

/** What the columns of a table are taken for. */
export interface Guess {
  readonly rows: number;
  /** The type of the entity that a row is about. */
  readonly main: EntityDeclaration;
  /** The reason for `main`, if no column names that entity. */
  readonly whyMain: string;
  /** The column with its names, if there is one. */
  readonly about: NamedEntity | undefined;
  readonly others: readonly NamedEntity[];
  joinOf(other: NamedEntity): Join | undefined;
  readonly mainName: TableColumn | undefined;
  readonly rowId: TableColumn | undefined;
  readonly key: readonly TableColumn[];
  /** Whether no two rows have the same key. */
  readonly isKeyUnique: boolean;
  readonly day: TableColumn | undefined;
  readonly from: TableColumn | undefined;
  readonly to: TableColumn | undefined;
  readonly place: TableColumn | undefined;
  readonly country: TableColumn | undefined;
  readonly amount: TableColumn | undefined;
  readonly currency: TableColumn | undefined;
  readonly summary: TableColumn | undefined;
  readonly url: TableColumn | undefined;
  /** The column of a field or property, by the header in its declaration. */
  columnOf(field: Field | undefined): TableColumn | undefined;
}

const says = (header: keyof typeof HEADERS) => (column: TableColumn) => HEADERS[header].test(column.words);
const not = (fits: (column: TableColumn) => boolean) => (column: TableColumn) => !fits(column);
/** Whether a date of a row is taken for the beginning of an entity of the type. */
export const isDated = ({ begins = [], inTables }: EntityDeclaration): boolean =>
  begins.length > 0 && !inTables?.isRarelyDated;

/** Whether equal ids always have the same name. */
const determines = (id: TableColumn, name: TableColumn, rows: number) =>
  distinctRows([id, name], rows) === distinctRows([id], rows);

/** The types without a beginning, in the order in which a row is about them: more relations first, topics last. */
function byRelations(ontology: Ontology): readonly EntityDeclaration[] {
  const relations = ({ name }: EntityDeclaration) => ontology.relationFields(name).length;
  const isTopic = ({ inTables }: EntityDeclaration) => Number(inTables?.isTopic ?? false);
  return ontology.entities
    .filter((type) => type.inTables && !isDated(type))
    .sort((a, b) => isTopic(a) - isTopic(b) || relations(b) - relations(a));
}

/** The relation types between two types, the usual one first. */
function joinsBetween(ontology: Ontology, main: string, other: string): readonly Join[] {
  const joins = ontology.relations.flatMap((relation): Join[] => {
    if (relation.ends.some(({ from, to }) => from === main && to === other)) return [{ relation, side: 'to' }];
    return relation.ends.some(({ from, to }) => from === other && to === main) ? [{ relation, side: 'from' }] : [];
  });
  return main === other
    ? []
    : joins.sort((a, b) => Number(b.relation.isUsual ?? false) - Number(a.relation.isUsual ?? false));
}

/**
 * Guesses what the columns of a table are. Each column is used once. Cells decide before headers do, as a "visit date"
 * is not a visit. `base` is the name of the file without its extension.
 */
export function guess(columns: readonly TableColumn[], base: string, ontology: Ontology): Guess {
  const rows = columns[0]?.cells.length ?? 0;
  const free = new Set(columns.filter(({ filled }) => filled.length > 0));
  const take = (...tests: ((column: TableColumn) => boolean)[]): TableColumn | undefined => {
    const found = [...free].find((column) => tests.every((test) => test(column)));
    if (found) free.delete(found);
    return found;
  };

  // Almost anything can be a topic, so topics come last.
  const types = ontology.entities.filter(({ inTables }) => inTables);
  const byHeader = [
    ...types.filter((type) => !type.inTables?.isTopic),
    ...types.filter((type) => type.inTables?.isTopic),
  ];
  const typeOfWords = (words: string) => byHeader.find(({ inTables }) => inTables?.header.test(words));
  const typeOf = (column: TableColumn) => (says('attribute')(column) ? undefined : typeOfWords(column.words));
  const isThing = (column: TableColumn) => typeOf(column) !== undefined;

  const dates = [...free].filter(isDate);
  for (const column of dates) free.delete(column);
  const own = dates.filter(not(says('attribute')));
  const from = own.find(says('from'));
  const to = own.find((column) => column !== from && says('to')(column));
  const day = own.find((column) => !says('from')(column) && !says('to')(column)) ?? (to ? undefined : from);
  const url = take(isUrl);
  const currency = take(says('currency'), isCurrency);
  const amount = take(says('money'), not(says('id')), isNumber);
  const country =
    take(says('country'), ({ filled }) => filled.filter((cell) => countryOf(cell)).length > filled.length / 2) ??
    take(({ filled }) => filled.length > 1 && filled.every((cell) => countryOf(cell) !== undefined));
  const rowId = take(says('id'), isUnique, not(isThing)) ?? take(says('id'), isUnique);
  const ids = [...free].filter((column) => says('id')(column) && isThing(column));
  for (const column of ids) free.delete(column);
  const place = take(says('place'), not(says('attribute')), not(isNumber));
  /** By header, because properties of several relation types share one. */
  const byFieldHeader = new Map<string, TableColumn>();
  const takeFor = ({ kind, inTables }: Field, ...tests: ((column: TableColumn) => boolean)[]) => {
    const { header } = inTables ?? {};
    if (!header || kind === 'money' || byFieldHeader.has(header.source)) return;
    const column = take((each) => header.test(each.words), ...tests);
    if (column) byFieldHeader.set(header.source, column);
  };
  const columnOf = (field: Field | undefined) => byFieldHeader.get(field?.inTables?.header?.source ?? '');
  for (const { properties } of ontology.relations)
    for (const property of Object.values(properties)) takeFor(property, not(isThing), not(isNumber));

  const named: NamedEntity[] = [];
  const name = (column: TableColumn, type: EntityDeclaration, id: TableColumn | undefined, why: string) => {
    let alias = slug(column.name) || type.name.toLowerCase();
    while (named.some((each) => each.alias === alias)) alias = `${alias}-2`;
    const isSplit = (separator: string) =>
      column.filled.filter((cell) => cell.includes(separator)).length > column.filled.length / 20;
    // A row is about one entity of a dated type, and can name several of another type.
    const separator = id === undefined && !isDated(type) ? SEPARATORS.find(isSplit) : undefined;
    named.push({ alias, type, name: column, id, separator, why });
  };
  for (const column of [...free]) {
    const type = isNumber(column) ? undefined : typeOf(column);
    if (!type) continue;
    // Of several columns of one type, the one with "name" in its header wins.
    const better = [...free].some((other) => typeOf(other) === type && says('name')(other));
    if (better && !says('name')(column)) continue;
    free.delete(column);
    const id = ids.find(
      (each) => typeOf(each) === type && determines(each, column, rows) && !named.some((other) => other.id === each),
    );
    const why = `the header ${oneLine(column.name)} says so; ${column.distinct.size} different in ${rows} rows`;
    name(column, type, id, why);
  }
  for (const column of ids) {
    const type = typeOf(column);
    if (!type || named.some((each) => each.type === type || each.id === column)) continue;
    const called = take(says('name'), not(isNumber), (other) => determines(column, other, rows));
    const why = called ? `${oneLine(called.name)} is the same for equal ids` : 'no column names it';
    name(called ?? column, type, column, `the header ${oneLine(column.name)} says so; ${why}`);
  }
  const summary = take(says('summary'), not(isNumber));

  const first = (type: EntityDeclaration | undefined) => named.find((each) => each.type === type);
  // A topic that differs in most rows is the title of the row, not an area of work.
  const topic = named.find(
    ({ type, name: { distinct, filled } }) => type.inTables?.isTopic && distinct.size > filled.length / 2,
  );
  const implied = types.find(({ inTables }) => inTables?.isImplied);
  /** A state with a period between two entities of the row, such as an office: the dates of the row are its period. */
  const tenure = ontology.relations.find(
    ({ lasting, properties, ends }) =>
      lasting === 'state' &&
      properties.period &&
      Object.values(properties).some(columnOf) &&
      ends.some((end) =>
        [end.from, end.to].every((type) => {
          const declared = ontology.entity(type);
          return declared && !isDated(declared) && first(declared);
        }),
      ),
  );
  const office = (from ?? to) && !topic && !first(implied) ? tenure : undefined;
  const joinOf = (mainType: EntityDeclaration, other: EntityDeclaration): Join | undefined =>
    joinsBetween(ontology, mainType.name, other.name).find(
      // A relation with a period is guessed only if the row has one, or one of its ends is dated.
      ({ relation }) => isDated(mainType) || isDated(other) || !relation.properties.period || relation === office,
    );
  const participant = named.find(
    ({ type }) => implied && !isDated(type) && !type.inTables?.isTopic && joinOf(implied, type),
  );
  const fileType = typeOfWords(wordsOf(base));
  const undated = byRelations(ontology);
  const main =
    types.filter(isDated).find(first) ??
    (!office && day && participant ? implied : undefined) ??
    (office && ontology.entity(office.ends[0]?.from ?? '')) ??
    undated.find(first) ??
    fileType ??
    undated[0];
  if (!main) throw new Error('an ontology without any entity type that tables name');
  const isImplied = main === implied;
  const whyMain = isImplied
    ? 'a date, and who took part'
    : fileType === main
      ? 'the name of the file says so'
      : 'a guess without any hint; correct it';
  for (const field of Object.values(main.fields)) takeFor(field, (column) => fitsField(column, field));
  const about = first(main) ?? (isImplied ? topic : undefined);
  const others = named.filter((each) => each !== about && joinOf(main, each.type));
  const mainName =
    about?.name ??
    take(says('name'), not(isNumber)) ??
    (isImplied
      ? undefined
      : ([...free]
          .sort((a, b) => b.distinct.size - a.distinct.size)
          .find((column) => !isNumber(column) && !says('id')(column)) ?? columns[0]));

  // The first columns, in the order in which people would name them, that differ in all rows.
  const key: TableColumn[] = rowId
    ? [rowId]
    : isImplied
      ? [day ?? from, mainName].filter((column) => column !== undefined)
      : [];
  const candidates = [about?.id, mainName, ...others.map((each) => each.id ?? each.name), day, from, ...columns];
  for (const column of candidates) {
    if (!column || key.includes(column) || distinctRows(key, rows) === rows) continue;
    if (distinctRows([...key, column], rows) > distinctRows(key, rows)) key.push(column);
  }
  if (key.length === 0 && mainName) key.push(mainName);
  return {
    rows,
    main,
    whyMain,
    about,
    others,
    joinOf: (other) => joinOf(main, other.type),
    mainName,
    rowId,
    key,
    isKeyUnique: distinctRows(key, rows) === rows,
    day,
    from,
    to,
    place,
    country,
    amount,
    currency,
    summary,
    url,
    columnOf,
  };
}

/** Whether most cells of a column can be values of a field. */
function fitsField(column: TableColumn, field: Field): boolean {
  if (field.kind === 'integer') return isNumber(column);
  if (field.kind === 'enum')
    return column.filled.every((cell) => Object.hasOwn(field.values, cell)) && column.filled.length > 0;
  return field.kind === 'uri' ? isUrl(column) : true;
}

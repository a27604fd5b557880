import { stringify } from 'yaml';
import type { EntityDeclaration, Field, FieldKind } from '../../ontology/declaration.ts';
import { type Guess, isDated, type NamedEntity } from './guess.ts';
import { MAPPING } from './mapping-file.ts';
import {
  countryOf,
  DAY,
  distinctRows,
  isUnique,
  most,
  oneLine,
  ROWS,
  slug,
  type TableColumn,
} from './table-columns.ts';

/** Writes a guess as a mapping in YAML, with comments that give the reasons. */

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/\beur\b|€|\beuros?\b/, 'EUR'],
  [/\busd\b|\bdollars?\b/, 'USD'],
  [/\bgbp\b|£/, 'GBP'],
  [/\bkrw\b|₩|\bwon\b/, 'KRW'],
];

const SCRIPTS: readonly (readonly [RegExp, string, string])[] = [
  [/\p{Script=Hangul}/u, 'ko', 'Hangul'],
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, 'ja', 'Kana'],
  [/\p{Script=Han}/u, 'zh', 'Chinese characters'],
  [/\p{Script=Greek}/u, 'el', 'Greek letters'],
  [/\p{Script=Cyrillic}/u, 'und-Cyrl', 'Cyrillic letters, which several languages have'],
  [/\p{Script=Arabic}/u, 'und-Arab', 'Arabic letters, which several languages have'],
];

/** A text as YAML that is read as the same text, also within brackets. */
const yaml = (text: string): string =>
  /^[\p{L}][\p{L}\p{N} _/()-]*$/u.test(text) && stringify(text).trim() === text ? text : JSON.stringify(text);
const flow = (columns: readonly TableColumn[]) => `[${columns.map(({ name }) => yaml(name)).join(', ')}]`;
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The first field of a kind. */
const fieldOf = (fields: Readonly<Record<string, Field>>, kind: FieldKind['kind']) =>
  Object.entries(fields).find(([, field]) => field.kind === kind)?.[0];

/** The notation of dates and decimals if the cells show it; a comment with the question if they are ambiguous. */
function notationLines({ day, from, to, amount }: Guess): string[] {
  const lines: string[] = [];
  const days = [day, from, to]
    .flatMap((column) => [...(column?.distinct.keys() ?? [])])
    .flatMap((cell) => {
      const found = DAY.exec(cell);
      return found ? [[Number(found[1]), Number(found[2])] as const] : [];
    });
  const dayFirst = days.filter(([first]) => first > 12).length;
  const monthFirst = days.filter(([, second]) => second > 12).length;
  if (dayFirst > 0 && monthFirst === 0)
    lines.push(`dates: day first # ${counted(dayFirst, 'date')} cannot be read otherwise`);
  else if (monthFirst > 0 && dayFirst === 0)
    lines.push(`dates: month first # ${counted(monthFirst, 'date')} cannot be read otherwise`);
  else if (days.length > 0)
    lines.push(
      dayFirst === 0
        ? '# dates: day first # or month first? The dates fit both, and are reported until you choose'
        : `# dates: day first # ${counted(dayFirst, 'date')} cannot be read otherwise, ${monthFirst} only with the month first: correct these`,
    );
  const commas = (amount?.filled ?? []).map((cell) => cell.replace(/\s/g, '')).filter((cell) => cell.includes(','));
  const comma = commas.filter((cell) => /,(\d{1,2}|\d{4,})$/.test(cell)).length;
  const point = commas.filter((cell) => /,\d{3}[.,]/.test(cell)).length;
  if (comma > 0 && point === 0) lines.push(`decimals: comma # ${counted(comma, 'amount')} cannot be read otherwise`);
  else if (point > 0 && comma === 0)
    lines.push(`decimals: point # ${counted(point, 'amount')} cannot be read otherwise`);
  else if (commas.length > 0)
    lines.push('# decimals: point # or comma? 1,234 fits both, and is reported until you choose');
  return lines;
}

/** The mapping of a name, with its language if the script shows it. */
function nameOf(column: TableColumn): { text: string; why: string[] } {
  const script = SCRIPTS.find(([letters]) => most(column.filled, (cell) => letters.test(cell)));
  if (!script) return { text: yaml(column.name), why: [] };
  const [, language, letters] = script;
  return {
    text: `{ column: ${yaml(column.name)}, language: ${language} }`,
    why: [`    # ${oneLine(column.name)} is written in ${letters}.`],
  };
}

/** Countries by code or by English name; cells that are neither are listed. */
function countryColumn({ name, distinct }: TableColumn): { text: string; why: string } {
  const texts = [...distinct.keys()].filter((cell) => !/^[A-Z]{2}$/.test(cell));
  const lost = texts.filter((cell) => !countryOf(cell)).slice(0, 8);
  return {
    text: texts.some(countryOf) ? `{ column: ${yaml(name)}, namesIn: en }` : yaml(name),
    why: [
      `# ${oneLine(name)} holds countries; which entity they belong to is a guess.`,
      ...(lost.length > 0
        ? [`Unknown cells are reported until you add values: { ${lost.map((cell) => `${yaml(cell)}: …`).join(', ')} }`]
        : []),
    ].join(' '),
  };
}

/** Fields as lines below an entity; those that are comments alone need no `fields`. */
function fieldLines(fields: readonly string[]): string[] {
  if (fields.length === 0) return [];
  return fields.some((line) => !line.startsWith('#'))
    ? ['    fields:', ...fields.map((line) => `      ${line}`)]
    : ['    # fields:', ...fields.map((line) => `    # ${line.replace(/^#/, ' ')}`)];
}

/** The mapping of a period from the dates of a row. `isState`: it lasts until it ends, so a beginning alone leaves it open. */
function period(field: string, { from, to, day }: Guess, isState = false): string {
  const open = isState ? ', open: true' : '';
  if (from && to) return `${field}: { from: ${yaml(from.name)}, to: ${yaml(to.name)}${open} }`;
  if (to && !day) return `${field}: { to: ${yaml(to.name)} }`;
  if (from && isState) return `${field}: { from: ${yaml(from.name)}${open} }`;
  return `${field}: ${yaml((day ?? from)?.name ?? '')}`;
}

/** The mapping of an amount with the currency of a column or header; a comment that asks for it if there is none. */
function sum(field: string, { amount, currency }: Guess): string {
  const column = `column: ${yaml(amount?.name ?? '')}`;
  if (currency) return `${field}: { ${column}, currency: { column: ${yaml(currency.name)} } }`;
  const code = amount && CURRENCIES.find(([sign]) => sign.test(amount.words))?.[1];
  return code
    ? `${field}: { ${column}, currency: ${code} }`
    : `# ${field}: { ${column}, currency: EUR } # which currency?`;
}

/** What the country of a row belongs to: the entity with this alias, or the place of the main entity. */
function countryHolder({ main, others }: Guess, alias: string): { alias?: string | undefined; isPlace?: boolean } {
  const single = (...kinds: FieldKind['kind'][]) =>
    others.find(({ type, separator }) => !separator && kinds.every((kind) => fieldOf(type.fields, kind)));
  if (fieldOf(main.fields, 'country')) return { alias };
  const seated = single('country', 'place');
  if (seated) return { alias: seated.alias };
  return fieldOf(main.fields, 'place') ? { isPlace: true } : { alias: single('country')?.alias };
}

/** The relation property that the amount of a row belongs to, by the other entity; undefined if it is the budget. */
function shareOf({ amount, others, joinOf }: Guess): { other: NamedEntity; property: string } | undefined {
  for (const other of amount ? others : []) {
    if (other.separator) continue;
    const money = Object.entries(joinOf(other)?.relation.properties ?? {}).find(
      ([, { kind, inTables }]) => kind === 'money' && inTables?.header?.test(amount?.words ?? ''),
    );
    if (money) return { other, property: money[0] };
  }
  return undefined;
}

/** The fields of the main entity, one line each. */
function mainFields(guess: Guess, alias: string): string[] {
  const { main, columnOf, amount, country } = guess;
  const lines: string[] = [];
  const typeName = main.name.toLowerCase();
  for (const [name, field] of Object.entries(main.fields)) {
    const [value, other] = field.inTables?.values ?? [];
    if (columnOf(field) || value === undefined) continue;
    const such = other === undefined ? '' : `, such as ${other}`;
    lines.push(`${name}: { value: ${value} } # or another ${name} of ${typeName}${such}`);
  }
  const begins = isDated(main) ? (main.begins ?? []) : [];
  const dated = guess.to && (guess.from || !guess.day) ? begins.at(-1) : begins[0];
  if (dated && (guess.day ?? guess.from ?? guess.to)) lines.push(period(dated, guess));
  const holder = countryHolder(guess, alias);
  const where = country && countryColumn(country);
  const placeField = fieldOf(main.fields, 'place');
  const parts = [
    ...(guess.place ? [`${/city|town/.test(guess.place.words) ? 'city' : 'name'}: ${yaml(guess.place.name)}`] : []),
    ...(where && holder.isPlace ? [`country: ${where.text}`] : []),
  ];
  if (placeField && parts.length > 0)
    lines.push(...(where && holder.isPlace ? [where.why] : []), `${placeField}: { ${parts.join(', ')} }`);
  const budget = fieldOf(main.fields, 'money');
  if (budget && amount && !shareOf(guess)) lines.push(sum(budget, guess));
  lines.push(...countryLines(guess, main, alias, alias));
  for (const [name, field] of Object.entries(main.fields)) {
    const column = columnOf(field);
    if (column) lines.push(`${name}: ${yaml(column.name)}`);
  }
  return lines;
}

/** The country of an entity, if the column with countries is taken to be about it. */
function countryLines(guess: Guess, type: EntityDeclaration, own: string, main: string): string[] {
  const field = fieldOf(type.fields, 'country');
  if (!guess.country || !field || countryHolder(guess, main).alias !== own) return [];
  const { text, why } = countryColumn(guess.country);
  return [why, `${field}: ${text}`];
}

/** A name for a main entity without a column: "Meeting of {Minister} with {Organisation}". */
function madeUpName({ main, others, rows, day, from, to, key }: Guess): string {
  const usual = Object.values(main.fields).flatMap(({ inTables }) => inTables?.values ?? [])[0] ?? main.name;
  const noun = `${usual.charAt(0).toUpperCase()}${usual.slice(1).toLowerCase()}`;
  // A header with braces could not be written between braces.
  const always = others
    .filter(({ name }) => name.filled.length === rows && !/[{}]/.test(name.name))
    .map(({ name }) => `{${name.name}}`);
  return always.length > 0
    ? `${noun} of ${always.slice(0, 2).join(' with ')}`
    : `${noun} of {${(day ?? from ?? to ?? key[0])?.name}}`;
}

/** The columns of the id of the main entity. */
function idColumns({ main, about, key, day, from, to, rowId, mainName }: Guess): readonly TableColumn[] {
  const columns =
    main.inTables?.isImplied && !(about?.type === main && !isUnique(about.name))
      ? key
      : main.inTables?.isImplied
        ? about?.id
          ? [about.id]
          : [about?.name, day ?? from ?? to]
        : [about?.id ?? (rowId && (!about || isUnique(about.name)) ? rowId : mainName)];
  return columns.filter((column) => column !== undefined);
}

const BY_NAME =
  '    # The id is made from the name, so equal names are one entity. `known` maps names to ids in the graph.';
const codeName = (type: EntityDeclaration, { name }: TableColumn) =>
  `{ text: ${JSON.stringify(`${type.name} {${name}}`)}, kind: ALIAS }`;

/** Writes a guess as a mapping; `base` is the name of the table. */
export function writeMapping(guess: Guess, base: string): string {
  const { main, about, others, mainName, rows, key } = guess;
  const scheme = slug(base) || 'table';
  const alias = about?.type === main ? about.alias : main.name.toLowerCase();
  const called = mainName && nameOf(mainName);
  const isCode = about?.id !== undefined && about.id === about.name;
  const isUnnamed = main.inTables?.isImplied && (mainName?.filled.length ?? 0) < rows;
  const names = isCode
    ? [codeName(main, about.name)]
    : [
        ...(called ? [called.text] : []),
        ...(isUnnamed ? [`{ text: ${JSON.stringify(madeUpName(guess))}, kind: ALIAS }`] : []),
      ];
  const lines = [
    '# yaml-language-server: $schema=./node_modules/entente/schema/mapping.schema.json',
    `# A first mapping of ${oneLine(base)}, guessed from ${rows === ROWS ? `its first ${ROWS} rows` : counted(rows, 'row')}. Read it and correct what is wrong:`,
    '# `entente check` reports its problems, and `entente import csv FILE --map THIS --dry-run` shows what it makes.',
    `mapping: ${MAPPING}`,
    'source: # the document that all facts cite: its title and its publisher',
    `  id: document:${scheme}`,
    `  title: ${yaml(base)}`,
    `  publisher: { id: institution:${scheme}, name: ${yaml(`Publisher of ${base}`)} }`,
    `key: ${flow(key)} # ${
      guess.isKeyUnique
        ? `no two of ${counted(rows, 'row')} have the same`
        : `${rows - distinctRows(key, rows)} of ${rows} rows are equal to others in all columns`
    }`,
    'language: en # the language of names; und if there are several',
    ...notationLines(guess),
    'entities:',
    `  ${alias}: # what a row is about`,
    `    type: ${main.name} # ${about?.why ?? guess.whyMain}`,
    `    id: { scheme: ${scheme}, columns: ${flow(idColumns(guess))} }`,
    ...(called && !isCode ? called.why : []),
    `    names: [${names.join(', ')}]`,
    ...(guess.summary ? [`    summary: ${yaml(guess.summary.name)}`] : []),
    ...(guess.url ? [`    sameAs: ${yaml(guess.url.name)}`] : []),
    ...fieldLines(mainFields(guess, alias)),
  ];
  for (const other of others) {
    const { type, name, id, separator, why } = other;
    const { text, why: letters } = nameOf(name);
    lines.push(
      `  ${other.alias}:`,
      `    type: ${type.name} # ${why}`,
      ...(id ? [] : [BY_NAME]),
      `    id: { scheme: ${scheme}, columns: ${flow([id ?? name])} }`,
      ...(separator
        ? [`    split: { column: ${yaml(name.name)}, separator: ${JSON.stringify(separator)} } # cells hold several`]
        : []),
      ...letters,
      `    names: [${id === name ? codeName(type, name) : text}]`,
      ...fieldLines(countryLines(guess, type, other.alias, alias)),
    );
  }
  const relations = relationLines(guess, alias);
  return `${[...lines, ...(relations.length > 0 ? ['relations:', ...relations] : [])].join('\n')}\n`;
}

function relationLines(guess: Guess, alias: string): string[] {
  const { main, others, columnOf, key } = guess;
  const share = shareOf(guess);
  /** The columns that are used by a relation already. */
  const read = new Set<TableColumn>();
  return others.flatMap((other) => {
    const { relation, side } = guess.joinOf(other) ?? {};
    if (!relation) return [];
    const own = Object.entries(relation.properties).flatMap(([name, property]) => {
      const column = columnOf(property);
      if (!column || read.has(column)) return [];
      read.add(column);
      return [`${name}: ${yaml(column.name)}`];
    });
    // The dates of the row are those of the relation if the main entity has none.
    const takesDates = !isDated(main) && 'period' in relation.properties && (guess.day ?? guess.from ?? guess.to);
    const properties = [
      ...own,
      ...(takesDates ? [period('period', guess, relation.lasting === 'state')] : []),
      ...(share?.other === other ? [sum(share.property, guess)] : []),
    ];
    const questions = properties.filter((each) => each.startsWith('#')).map((each) => `    ${each}`);
    const stated = properties.filter((each) => !each.startsWith('#'));
    const ends = side === 'from' ? `from: ${other.alias}, to: ${alias}` : `from: ${alias}, to: ${other.alias}`;
    const apart = takesDates ? `, key: ${flow(key)}` : '';
    return [
      `  - { type: ${relation.type}, ${ends}${apart}${stated.length > 0 ? `, properties: { ${stated.join(', ')} }` : ''} }`,
      ...questions,
    ];
  });
}

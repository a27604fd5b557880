import { stringify } from 'yaml';
import { checkCountry, checkCurrency } from '../../ontology/codes.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import type { Input } from '../files/input.ts';
import { isProblem, records, shapeOf } from '../files/records.ts';
import { badInput } from '../files/refused.ts';
import { countryByName } from '../formats/countries.ts';
import { Row } from '../formats/row.ts';
import { readDataFile } from '../schema/data-file.ts';
import { checkMapping } from './mapping.ts';
import { MAPPING } from './mapping-file.ts';

/** Rows that are looked at. */
const ROWS = 1000;

/** A column as its header and the first rows show it. */
interface Column {
  readonly name: string;
  /** Its words in small letters with a space around each: " organisation id ". */
  readonly words: string;
  readonly cells: readonly (string | undefined)[];
  readonly filled: readonly string[];
  readonly distinct: ReadonlyMap<string, number>;
}

const ISO = /^\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?$/;
const DAY = /^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}$/;
const NUMBER = /^[+-]?\d[\d\s.,\u00a0]*$/;
const SEPARATORS = [';', '|', '\n'] as const;

/** What headers say, in English: the word decides, or a part of one where a part is certain. */
const HEADERS = {
  Minister: /minister|commissioner|\bperson\b|representative|official|\bmep\b|delegate|president|attendee|\bhost\b/,
  Institution:
    /\bpic\b|organi[sz]ation|institution|company|companies|lobby|ministry|department|agency|university|beneficiary|participant|\bpartners?\b|\bfirm\b|\bentity\b|employer/,
  Area: /topic|subject|theme|sector|\bareas?\b|\bfields?\b|policy|agenda/,
  Project: /project|\bgrant\b|acronym/,
  Agreement: /agreement|treaty|memorandum|\bmou\b|partnership|charter|declaration/,
  Event: /event|meeting|summit|council|conference|forum|workshop|visit/,
  id: /\b(id|ids|no|nr|code|ref|reference|key|identifier|pic|rcn|uuid)\b|\bnumber $/,
  money: /amount|cost|budget|value|funding|contribution|price|total|paid|\beur\b|€|\busd\b|\$|£|\bgbp\b|\bkrw\b|₩/,
  share: /contribution|share|grant|funding|paid|amount/,
  currency: /currency/,
  country: /country|nation|\bstate\b/,
  place: /place|location|\bcity\b|venue|where|\btown\b/,
  role: /\brole\b|function|position|\boffice\b|capacity/,
  summary: /notes?\b|remarks?|description|comment|summary|abstract|objective/,
  from: /start|begin|\bfrom\b|since/,
  to: /\bend\b|ends|ended|until|\bto\b|finish/,
  name: /\bname\b|\btitle\b/,
  /** Of something, and not the thing itself. */
  attribute:
    /\burl\b|cost|contribution|budget|amount|website|\blink\b|\bdoi\b|address|street|e-?mail|phone|\btype\b|status|\bform\b|\bvat\b|update|creat|modif|signature/,
} as const;
type Kind = 'Minister' | 'Institution' | 'Area' | 'Project' | 'Agreement' | 'Event';
const KINDS = ['Minister', 'Institution', 'Project', 'Agreement', 'Event', 'Area'] as const satisfies readonly Kind[];

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/\beur\b|€|\beuros?\b/, 'EUR'],
  [/\busd\b|\bdollars?\b/, 'USD'],
  [/\bgbp\b|£/, 'GBP'],
  [/\bkrw\b|₩|\bwon\b/, 'KRW'],
];

/** The relation that joins what a row is about with another that it names, and the role that its properties can tell. */
const RELATIONS: Readonly<{ [main in Kind]?: Readonly<{ [other in Kind]?: readonly [string, 'from' | 'to'] }> }> = {
  Event: {
    Minister: ['ATTENDED', 'to'],
    Institution: ['PARTICIPATED', 'to'],
    Area: ['DISCUSSED', 'from'],
    Agreement: ['UNDER_AGREEMENT', 'from'],
    Project: ['ANNOUNCED', 'from'],
  },
  Project: {
    Institution: ['PARTICIPATES_IN', 'to'],
    Area: ['IN_AREA', 'from'],
    Agreement: ['UNDER_AGREEMENT', 'from'],
  },
  Agreement: { Institution: ['PARTY_TO', 'to'], Minister: ['SIGNED', 'to'], Area: ['COVERS', 'from'] },
  Minister: { Institution: ['HOLDS_OFFICE', 'from'] },
  Institution: { Area: ['WORKS_ON', 'from'] },
};
/** Kinds of which a cell can hold several. */
const SPLIT: ReadonlySet<Kind> = new Set(['Minister', 'Institution', 'Area']);
const ROLES = new Set(['ATTENDED', 'PARTICIPATED', 'PARTICIPATES_IN', 'HOLDS_OFFICE']);

const SCRIPTS: readonly (readonly [RegExp, string, string])[] = [
  [/\p{Script=Hangul}/u, 'ko', 'Hangul'],
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, 'ja', 'Kana'],
  [/\p{Script=Han}/u, 'zh', 'Chinese characters'],
  [/\p{Script=Greek}/u, 'el', 'Greek letters'],
  [/\p{Script=Cyrillic}/u, 'und-Cyrl', 'Cyrillic letters, which several languages have'],
  [/\p{Script=Arabic}/u, 'und-Arab', 'Arabic letters, which several languages have'],
];

const countries = countryByName('en');
const isCode = (read: (text: string) => string, text: string): boolean => {
  try {
    return read(text) === text;
  } catch {
    return false;
  }
};
const countryOf = (text: string): string | undefined =>
  ['UK', 'EL'].includes(text) || isCode(checkCountry, text) ? text : countries.get(text.toLowerCase());

/** A text as YAML that is a text again when it is read, also within brackets. */
const yaml = (text: string): string =>
  /^[\p{L}][\p{L}\p{N} _/()-]*$/u.test(text) && stringify(text).trim() === text ? text : JSON.stringify(text);
const flow = (texts: readonly string[]) => `[${texts.map(yaml).join(', ')}]`;
const plain = (text: string) => text.replace(/\s+/g, ' ').slice(0, 60);
const slug = (text: string) =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');

const most = (cells: readonly string[], fits: (cell: string) => boolean) =>
  cells.length > 0 && cells.filter(fits).length >= cells.length * 0.9;
const isUnique = (column: Column) => column.distinct.size === column.cells.length;
const isDate = ({ filled, words }: Column) =>
  most(filled, (cell) => ISO.test(cell) || DAY.test(cell)) &&
  // Four digits are a year only where the header says so.
  (filled.some((cell) => !/^\d{4}$/.test(cell)) || /year/.test(words));
const isNumber = ({ filled }: Column) => most(filled, (cell) => NUMBER.test(cell));

const wordsOf = (name: string) =>
  ` ${name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()} `;

async function columnsOf(input: Input): Promise<readonly Column[]> {
  const shape = await shapeOf(input);
  if (shape.kind !== 'csv')
    throw badInput(
      `${input.name}: expected a table with a header, such as CSV; got ${shape.kind === 'xml' ? 'XML' : 'JSON'}.`,
    );
  const names = shape.header.filter((name) => name !== '');
  const cells = new Map<string, (string | undefined)[]>(names.map((name) => [name, []]));
  let rows = 0;
  for await (const record of records(input, shape)) {
    if (isProblem(record)) continue;
    const row = new Row(input.name, record);
    for (const [name, list] of cells) {
      const raw = record.values[name];
      // Line breaks can part several in one cell, so they are kept here.
      const text = row.text(name);
      list.push(text !== undefined && typeof raw === 'string' ? raw.trim() : text);
    }
    rows += 1;
    if (rows >= ROWS) break;
  }
  if (rows === 0) throw badInput(`${input.name}: expected rows below the header; got none.`);
  return [...cells].map(([name, list]) => {
    const filled = list.filter((cell) => cell !== undefined);
    const distinct = new Map<string, number>();
    for (const cell of filled) distinct.set(cell, (distinct.get(cell) ?? 0) + 1);
    return { name, words: wordsOf(name), cells: list, filled, distinct };
  });
}

/** What a row names, by one column. */
interface Named {
  readonly alias: string;
  readonly kind: Kind;
  readonly name: Column;
  /** The column that tells one from others, where that is not the name. */
  readonly id: Column | undefined;
  readonly separator: string | undefined;
  readonly why: string;
}

const says = (header: keyof typeof HEADERS) => (column: Column) => HEADERS[header].test(column.words);
const kindOf = (column: Column): Kind | undefined =>
  says('attribute')(column) ? undefined : KINDS.find((kind) => says(kind)(column));

const kindOfFile = (base: string): Kind | undefined => KINDS.find((kind) => HEADERS[kind].test(wordsOf(base)));
const isThing = (column: Column) => kindOf(column) !== undefined;

/** How many different rows there are, looked at by some columns. */
const together = (columns: readonly Column[], rows: number): number =>
  new Set(Array.from({ length: rows }, (_, at) => JSON.stringify(columns.map(({ cells }) => cells[at] ?? null)))).size;

/** Whether each value of the one goes with one of the other, as an id does with a name. */
const tells = (id: Column, name: Column, rows: number) => together([id, name], rows) === together([id], rows);

/** Takes columns one after another; what cells show comes before what headers say: "visit date" is no visit. */
function understand(columns: readonly Column[], base: string) {
  const rows = columns[0]?.cells.length ?? 0;
  const free = new Set(columns.filter(({ filled }) => filled.length > 0));
  const take = (...tests: ((column: Column) => boolean)[]): Column | undefined => {
    const found = [...free].find((column) => tests.every((test) => test(column)));
    if (found) free.delete(found);
    return found;
  };
  const not = (fits: (column: Column) => boolean) => (column: Column) => !fits(column);

  const dates = [...free].filter(isDate);
  for (const column of dates) free.delete(column);
  const told = dates.filter(not(says('attribute')));
  const from = told.find(says('from'));
  const to = told.find((column) => column !== from && says('to')(column));
  const day = told.find((column) => !says('from')(column) && !says('to')(column)) ?? (to ? undefined : from);
  const url = take(({ filled }) => most(filled, (cell) => /^https?:\/\//.test(cell)));
  const currency = take(says('currency'), ({ filled }) => most(filled, (cell) => isCode(checkCurrency, cell)));
  const amount = take(says('money'), not(says('id')), isNumber);
  const country =
    take(says('country'), ({ filled }) => filled.filter((cell) => countryOf(cell)).length > filled.length / 2) ??
    take(({ filled }) => filled.length > 1 && filled.every((cell) => countryOf(cell) !== undefined));
  const rowId = take(says('id'), isUnique, not(isThing)) ?? take(says('id'), isUnique);
  const ids = [...free].filter((column) => says('id')(column) && kindOf(column));
  for (const column of ids) free.delete(column);
  const place = take(says('place'), not(says('attribute')), not(isNumber));
  const role = take(says('role'), not(isThing), not(isNumber));

  const named: Named[] = [];
  const name = (column: Column, kind: Kind, id: Column | undefined, why: string) => {
    let alias = slug(column.name) || kind.toLowerCase();
    while (named.some((each) => each.alias === alias)) alias = `${alias}-2`;
    const separator =
      id === undefined && SPLIT.has(kind)
        ? SEPARATORS.find(
            (each) => column.filled.filter((cell) => cell.includes(each)).length > column.filled.length / 20,
          )
        : undefined;
    named.push({ alias, kind, name: column, id, separator, why });
  };
  for (const column of [...free]) {
    const kind = isNumber(column) ? undefined : kindOf(column);
    if (!kind) continue;
    // Of several that say the same kind, the one that says "name" is the thing, if there is one.
    const better = [...free].some((other) => kindOf(other) === kind && says('name')(other));
    if (better && !says('name')(column)) continue;
    free.delete(column);
    const id = ids.find(
      (each) => kindOf(each) === kind && tells(each, column, rows) && !named.some((other) => other.id === each),
    );
    name(
      column,
      kind,
      id,
      `the header ${plain(column.name)} says so; ${column.distinct.size} different in ${rows} rows`,
    );
  }
  for (const column of ids) {
    const kind = kindOf(column);
    if (!kind || named.some((each) => each.kind === kind || each.id === column)) continue;
    const called = take(says('name'), not(isNumber), (other) => tells(column, other, rows));
    const why = called ? `${plain(called.name)} is the same wherever it is` : 'no column names it';
    name(called ?? column, kind, column, `the header ${plain(column.name)} says so; ${why}`);
  }
  const summary = take(says('summary'), not(isNumber));

  const first = (kind: Kind) => named.find((each) => each.kind === kind);
  // A topic that most rows word in their own way is what the row is called, and no area of work.
  const topic = named.find(
    ({ kind, name: { distinct, filled } }) => kind === 'Area' && distinct.size > filled.length / 2,
  );
  const event = !first('Event') && topic && day && (first('Minister') ?? first('Institution'));
  const office = first('Minister') && first('Institution') && role && (from ?? to) && !topic && !first('Event');
  const main: Kind =
    (['Agreement', 'Project', 'Event'] as const).find(first) ??
    (event || (!office && day && (first('Minister') ?? first('Institution')))
      ? 'Event'
      : ((['Minister', 'Institution', 'Area'] as const).find(
          (kind) => first(kind) && (kind !== 'Minister' || office || !first('Institution')),
        ) ??
        kindOfFile(base) ??
        'Institution'));
  const about = first(main) ?? (main === 'Event' ? topic : undefined);
  const others = named.filter((each) => each !== about && RELATIONS[main]?.[each.kind]);
  const mainName =
    about?.name ??
    take(says('name'), not(isNumber)) ??
    (main === 'Event'
      ? undefined
      : ([...free]
          .sort((a, b) => b.distinct.size - a.distinct.size)
          .find((column) => !isNumber(column) && !says('id')(column)) ?? columns[0]));

  // The fewest columns, in the order in which people would name them, by which no two rows are alike.
  const key: Column[] = rowId
    ? [rowId]
    : main === 'Event'
      ? [day ?? from, mainName].filter((c) => c !== undefined)
      : [];
  const candidates = [about?.id, mainName, ...others.map((each) => each.id ?? each.name), day, from, ...columns];
  for (const column of candidates) {
    if (!column || key.includes(column) || together(key, rows) === rows) continue;
    if (together([...key, column], rows) > together(key, rows)) key.push(column);
  }
  if (key.length === 0 && mainName) key.push(mainName);
  const unlike = together(key, rows) === rows;
  return {
    rows,
    main,
    /** The one that the row is about, where a column names it. */
    about,
    others,
    mainName,
    rowId,
    key,
    unlike,
    day,
    from,
    to,
    place,
    country,
    amount,
    currency,
    role,
    summary,
    url,
  };
}

/** What the columns were taken for. */
type Guess = ReturnType<typeof understand>;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How days and decimals are written, where the cells tell; where they can be read in two ways, the question. */
function orders({ day, from, to, amount }: Guess): string[] {
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
    lines.push(`dates: day first # ${counted(dayFirst, 'date')} can be nothing else`);
  else if (monthFirst > 0 && dayFirst === 0)
    lines.push(`dates: month first # ${counted(monthFirst, 'date')} can be nothing else`);
  else if (days.length > 0)
    lines.push(
      dayFirst === 0
        ? '# dates: day first # or month first; no date tells, so say which: until then they are reported'
        : `# dates: day first # ${counted(dayFirst, 'date')} can be nothing else, ${monthFirst} only month first: mend these`,
    );
  const commas = (amount?.filled ?? []).map((cell) => cell.replace(/\s/g, '')).filter((cell) => cell.includes(','));
  const comma = commas.filter((cell) => /,(\d{1,2}|\d{4,})$/.test(cell)).length;
  const point = commas.filter((cell) => /,\d{3}[.,]/.test(cell)).length;
  if (comma > 0 && point === 0) lines.push(`decimals: comma # ${counted(comma, 'amount')} can be nothing else`);
  else if (point > 0 && comma === 0) lines.push(`decimals: point # ${counted(point, 'amount')} can be nothing else`);
  else if (commas.length > 0)
    lines.push('# decimals: point # or comma; 1,234 can be either, so say which: until then they are reported');
  return lines;
}

/** A name out of a column, with its language where the letters tell it. */
function nameOf(column: Column): { text: string; why: string[] } {
  const found = SCRIPTS.find(([letters]) => most(column.filled, (cell) => letters.test(cell)));
  if (!found) return { text: yaml(column.name), why: [] };
  const [, language, letters] = found;
  return {
    text: `{ column: ${yaml(column.name)}, language: ${language} }`,
    why: [`    # ${plain(column.name)} is written in ${letters}.`],
  };
}

/** Countries by code or by English name; what is neither is told. */
function countryOfColumn({ name, distinct }: Column): { text: string; why: string } {
  const texts = [...distinct.keys()].filter((cell) => !/^[A-Z]{2}$/.test(cell));
  const lost = texts.filter((cell) => !countryOf(cell)).slice(0, 8);
  return {
    text: texts.some(countryOf) ? `{ column: ${yaml(name)}, namesIn: en }` : yaml(name),
    why: [
      `# ${plain(name)} holds countries; whose they are is a guess.`,
      ...(lost.length > 0
        ? [`Not known, so reported until you add values: { ${lost.map((cell) => `${yaml(cell)}: …`).join(', ')} }`]
        : []),
    ].join(' '),
  };
}

/** Fields as lines below an entity; those that are comments alone need no `fields`. */
const fieldLines = (fields: readonly string[]): string[] =>
  fields.length === 0
    ? []
    : [
        ...(fields.some((line) => !line.startsWith('#'))
          ? ['    fields:', ...fields.map((line) => `      ${line}`)]
          : ['    # fields:', ...fields.map((line) => `    # ${line.replace(/^#/, ' ')}`)]),
      ];

function write(guess: Guess, base: string): string {
  const { main, about, amount, others } = guess;
  const scheme = slug(base) || 'table';
  const alias = about?.kind === main ? about.alias : main.toLowerCase();
  const money = amount && CURRENCIES.find(([sign]) => sign.test(amount.words))?.[1];
  const sum = (field: string): string => {
    const column = `column: ${yaml(amount?.name ?? '')}`;
    if (guess.currency) return `${field}: { ${column}, currency: { column: ${yaml(guess.currency.name)} } }`;
    return money
      ? `${field}: { ${column}, currency: ${money} }`
      : `# ${field}: { ${column}, currency: EUR } # which currency?`;
  };
  const span = (field: string, open = '') =>
    guess.from && guess.to
      ? `${field}: { from: ${yaml(guess.from.name)}, to: ${yaml(guess.to.name)}${open} }`
      : `${field}: ${yaml((guess.day ?? guess.from ?? guess.to)?.name ?? '')}`;
  const dated = guess.day ?? guess.from ?? guess.to;

  // Whose country it is: an institution's, if the row names one alone; else where the event was, or the person's.
  const single = (kind: Kind) => others.find((each) => each.kind === kind && !each.separator);
  const holder =
    main === 'Institution' || main === 'Minister'
      ? alias
      : (single('Institution')?.alias ?? (main === 'Event' ? 'place' : single('Minister')?.alias));
  const countryLines = (whose: string): string[] => {
    if (!guess.country || holder !== whose) return [];
    const { text, why } = countryOfColumn(guess.country);
    return [why, `country: ${text}`];
  };
  const funded = main === 'Project' && amount && HEADERS.share.test(amount.words) ? single('Institution') : undefined;

  const fields: string[] = [];
  if (main === 'Event') fields.push('kind: { value: MEETING } # or another kind of event, such as WORKSHOP');
  if (dated && main === 'Agreement') fields.push(guess.from && guess.to ? span('period') : span('signed'));
  if (dated && (main === 'Event' || main === 'Project')) fields.push(span('period'));
  const [where, whereWhy] =
    guess.country && holder === 'place' ? ([countryOfColumn(guess.country)].map((c) => [c.text, c.why])[0] ?? []) : [];
  const parts = [
    ...(guess.place ? [`${/city|town/.test(guess.place.words) ? 'city' : 'name'}: ${yaml(guess.place.name)}`] : []),
    ...(where ? [`country: ${where}`] : []),
  ];
  if (main === 'Event' && parts.length > 0)
    fields.push(...(whereWhy ? [whereWhy] : []), `place: { ${parts.join(', ')} }`);
  if (main === 'Project' && amount && !funded) fields.push(sum('budget'));
  fields.push(...countryLines(alias));

  // A header with braces in it would not be found again between those of a text.
  const always = others
    .filter(({ name }) => name.filled.length === guess.rows && !/[{}]/.test(name.name))
    .map(({ name }) => `{${name.name}}`);
  const made =
    always.length > 0
      ? `Meeting of ${always.slice(0, 2).join(' with ')}`
      : `Meeting of {${(dated ?? guess.key[0])?.name}}`;
  const called = guess.mainName && nameOf(guess.mainName);
  const code = about?.id !== undefined && about.id === about.name;
  const names = code
    ? [`{ text: ${JSON.stringify(`${main} {${about.name.name}}`)}, kind: ALIAS }`]
    : [
        ...(called ? [called.text] : []),
        ...(main === 'Event' && (guess.mainName?.filled.length ?? 0) < guess.rows
          ? [`{ text: ${JSON.stringify(made)}, kind: ALIAS }`]
          : []),
      ];
  const events =
    about?.kind === 'Event' && !isUnique(about.name) ? [about.id ?? [about.name, dated]].flat() : guess.key;
  const own =
    main === 'Event'
      ? events.filter((column) => column !== undefined)
      : [about?.id ?? (guess.rowId && (!about || isUnique(about.name)) ? guess.rowId : guess.mainName)].filter(
          (c) => c !== undefined,
        );
  const byName =
    '    # The id is made of the name: who is written alike is one. `known` ties names to ids that the graph has.';

  const lines = [
    '# yaml-language-server: $schema=./node_modules/entente/schema/mapping.schema.json',
    `# A first mapping of ${plain(base)}, guessed from ${guess.rows === ROWS ? `its first ${ROWS} rows` : counted(guess.rows, 'row')}. Read it through and change what is wrong;`,
    '# `entente check` tells what is not right in it, `entente import csv FILE --map THIS --dry-run` what it makes.',
    `mapping: ${MAPPING}`,
    'source: # the document that all facts come from: say what it is and who made it',
    `  id: document:${scheme}`,
    `  title: ${yaml(base)}`,
    `  publisher: { id: institution:${scheme}, name: ${yaml(`Publisher of ${base}`)} }`,
    `key: ${flow(guess.key.map(({ name }) => name))} # ${
      guess.unlike
        ? `no two of ${counted(guess.rows, 'row')} have the same`
        : `${guess.rows - together(guess.key, guess.rows)} of ${guess.rows} rows repeat others in all columns`
    }`,
    'language: en # of names that say no other; und, if they are in several',
    ...orders(guess),
    'entities:',
    `  ${alias}: # what a row is about`,
    `    type: ${main} # ${about?.why ?? (main === 'Event' ? 'a date, and who took part' : kindOfFile(base) === main ? 'the name of the file says so' : 'nothing tells; change it if it is another')}`,
    `    id: { scheme: ${scheme}, columns: ${flow(own.map(({ name }) => name))} }`,
    ...(called && !code ? called.why : []),
    `    names: [${names.join(', ')}]`,
    ...(guess.summary ? [`    summary: ${yaml(guess.summary.name)}`] : []),
    ...(guess.url ? [`    sameAs: ${yaml(guess.url.name)}`] : []),
    ...fieldLines(fields),
  ];
  for (const { alias: other, kind, name, id, separator, why } of others) {
    const { text, why: letters } = nameOf(name);
    lines.push(
      `  ${other}:`,
      `    type: ${kind} # ${why}`,
      ...(id ? [] : [byName]),
      `    id: { scheme: ${scheme}, columns: ${flow([(id ?? name).name])} }`,
      ...(separator
        ? [`    split: { column: ${yaml(name.name)}, separator: ${JSON.stringify(separator)} } # cells hold several`]
        : []),
      ...letters,
      `    names: [${id === name ? `{ text: ${JSON.stringify(`${kind} {${name.name}}`)}, kind: ALIAS }` : text}]`,
      ...fieldLines(countryLines(other)),
    );
  }
  const related = others.flatMap(({ alias: other, kind }, at) => {
    const [type, side] = RELATIONS[main]?.[kind] ?? [];
    if (!type) return [];
    const roled = others.findIndex((each) => ROLES.has(RELATIONS[main]?.[each.kind]?.[0] ?? ''));
    const properties = [
      ...(guess.role && at === roled ? [`role: ${yaml(guess.role.name)}`] : []),
      ...(type === 'HOLDS_OFFICE' && dated ? [span('period', ', open: true')] : []),
      ...(funded?.alias === other ? [sum('amounts')] : []),
    ];
    const asked = properties.filter((each) => each.startsWith('#')).map((each) => `    ${each}`);
    const given = properties.filter((each) => !each.startsWith('#'));
    const ends = side === 'to' ? `from: ${other}, to: ${alias}` : `from: ${alias}, to: ${other}`;
    const apart = type === 'HOLDS_OFFICE' ? `, key: ${flow(guess.key.map((column) => column.name))}` : '';
    return [
      `  - { type: ${type}, ${ends}${apart}${given.length > 0 ? `, properties: { ${given.join(', ')} }` : ''} }`,
      ...asked,
    ];
  });
  return `${[...lines, ...(related.length > 0 ? ['relations:', ...related] : [])].join('\n')}\n`;
}

/** Looks at the first rows of a table and writes a first mapping to edit, with what was guessed and why. */
export async function guessMapping(input: Input, ontology: Ontology): Promise<string> {
  const columns = await columnsOf(input);
  const guess = understand(columns, input.base);
  const text = write(guess, input.base);
  const { format, problems } = checkMapping(readDataFile('the mapping', text), ontology);
  if (!format)
    throw new Error(`${input.name}: no mapping could be guessed: ${problems[0]?.expected}; got ${problems[0]?.got}`);
  const read = new Set(Object.keys(format.tables[0]?.columns ?? {}));
  const rest = columns.filter(({ name }) => !read.has(`${name}!`));
  const told = rest.map(({ name, filled, distinct }) => {
    const samples = [...distinct.keys()].slice(0, 3).map(plain).join(' | ');
    const few = distinct.size <= 12 && distinct.size * 4 <= filled.length ? ', few: a kind, a role or an area?' : '';
    return filled.length === 0
      ? `#   ${plain(name)}: empty`
      : `#   ${plain(name)}: ${distinct.size} different${few} (${samples})`;
  });
  return told.length > 0 ? `${text}# Columns that are not read:\n${told.join('\n')}\n` : text;
}

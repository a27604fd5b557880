import { createHash } from 'node:crypto';
import type { FieldValue, Name, NameKind } from '../../ontology/facts.ts';
import { idPrefix } from '../../ontology/ontology.ts';
import type { Row } from './row.ts';

/** What a row states about an entity: its names, and the values of the fields that the ontology declares for its type. */
export interface EntityStatement {
  readonly names: readonly Name[];
  readonly summary?: string | undefined;
  readonly sameAs?: readonly string[];
  readonly [field: string]: FieldValue | readonly Name[] | readonly string[] | undefined;
}

/**
 * Where in the document a fact stands, if that is not the whole row: the columns that identify it, or columns with a
 * part of their value, such as one step of a path.
 */
export type Locator = readonly string[] | Readonly<{ [column: string]: string }>;

/** Receives what a row states. Each fact cites the file as its document, and the row as its locator. */
export interface FactMaker {
  /**
   * States an entity and returns its id. `locator` takes the place of the key of the table: a university in a thousand
   * rows is cited by `pic=…`, so that all rows state the same.
   */
  entity(id: string, stated: EntityStatement, locator?: Locator): string;
  /** States a relation. `key` tells several of one type between the same two entities apart. */
  relation(
    type: string,
    from: string,
    to: string,
    values?: Readonly<{ [property: string]: FieldValue | undefined }>,
    key?: string,
    locator?: Locator,
  ): void;
  /** The row of another table with a key, for what this row refers to. That table has `kept`. */
  lookup(table: string, key: string): Row | undefined;
  /** All rows of another table with a key. That table has `kept`. */
  lookupAll(table: string, key: string): readonly Row[];
}

/** One kind of file of a format, recognised by its columns. */
export interface Table {
  readonly name: string;
  /** What it holds; the title of its document is the title of the source and this: "CORDIS: projects". */
  readonly title: string;
  /** The publisher's name of the file, for the documentation only. */
  readonly file?: string;
  /** What becomes of each column that is read. A name with `!` at its end is a required column. Printed in docs/formats.md. */
  readonly columns: Readonly<{ [column: string]: string }>;
  /** XML: the name of the element that is a row. */
  readonly element?: string;
  /** XML: the root element, by which such a file is recognised; without it, the root or its first child is a row. */
  readonly root?: string;
  /** The columns that identify a row in every release of the data; with their values they are its locator. */
  readonly key: readonly string[];
  /** Columns in which NA is a text such as an acronym; elsewhere, it tells that the file marks missing values. */
  readonly texts?: readonly string[];
  /** Each file is a document of its own, named after the file: one file per person, for example. */
  readonly perFile?: boolean;
  /** The table is read first and held in memory for `lookup`; it may state facts as well. */
  readonly kept?: boolean;
  /** The key for `lookup`, if it is not `key`; a row without one is not held. */
  keptAs?(row: Row): string | undefined;
  /** Reads a row and states its facts. If the row has problems afterwards, its facts are not imported. */
  facts(row: Row, make: FactMaker): void;
}

/** One of several data sets that a publisher provides in the same format. */
export interface DataSet {
  /** Part of the ids of its documents; empty for the default data set. */
  readonly id: string;
  readonly title: string;
  /** Patterns of cells by which it is recognised. */
  readonly cells: Readonly<{ [column: string]: RegExp }>;
  /** A pattern of the names of its files or their folder. */
  readonly named: RegExp;
}

/**
 * An import format: which files it reads, and which facts their rows state. A new one is a file beside this one and a
 * line in index.ts.
 *
 * @example
 * export const grants: Format = {
 *   name: 'grants',
 *   description: 'Grants of the Example Foundation.',
 *   source: {
 *     id: 'example-grants',
 *     title: 'Grants',
 *     publisher: { id: 'institution:example-foundation', name: 'Example Foundation' },
 *   },
 *   tables: [
 *     {
 *       name: 'grants',
 *       title: 'grants',
 *       key: ['grant_id'],
 *       columns: {
 *         'grant_id!': 'the project `project:example-ID`',
 *         'title!': 'name of the project, in English',
 *         amount: 'budget of the project, in euros',
 *       },
 *       facts(row, make) {
 *         const code = row.required('grant_id', 'the id of a grant');
 *         const title = row.required('title', 'the title of a grant');
 *         const budget = row.money('amount', 'EUR');
 *         if (code && title) make.entity(id('Project', 'example', code), { names: [name(title, 'en')], budget });
 *       },
 *     },
 *   ],
 * };
 */
export interface Format {
  readonly name: string;
  readonly description: string;
  /** The document that the facts cite, unless `--source` names another one. */
  readonly source: {
    /** The id of the document after `document:`; the name of the table follows if there are several. */
    readonly id: string;
    readonly title: string;
    readonly publisher: { readonly id: string; readonly name: string };
    /** The licence as the publisher names it, such as CC BY 4.0. */
    readonly licence?: string;
    readonly url?: string;
    readonly language?: string;
  };
  readonly tables: readonly Table[];
  /** The data sets, if there are several. Each has documents of its own, so one is not taken for a newer release of another. */
  readonly dataSets?: readonly DataSet[];
  /** The text of the mapping that the format was made from. An import with another mapping is another import. */
  readonly madeOf?: string;
}

/** Characters of the part of an id after its scheme; a longer value is cut, and ends with a hash of all of it. */
const LONGEST = 120;

/**
 * The id of an entity, made from its id in a data set. Characters that an id can't have become `~` and their hexadecimal
 * code: two digits, `u` and four, or `v` and six. So two different ids stay different.
 *
 * @example
 * id('Institution', 'pic', '700000001'); // 'institution:pic-700000001'
 * id('Area', 'topic', 'Science & Society'); // 'area:topic-science~20~26~20society'
 */
export function id(entity: string, scheme: string, value: string): string {
  const slug = value.toLowerCase().replace(/[^a-z0-9._-]/gu, (letter) => {
    const code = (letter.codePointAt(0) ?? 0).toString(16);
    if (code.length > 4) return `~v${code.padStart(6, '0')}`;
    return code.length > 2 ? `~u${code.padStart(4, '0')}` : `~${code.padStart(2, '0')}`;
  });
  const hash = () => createHash('sha256').update(value.toLowerCase()).digest('hex').slice(0, 16);
  return `${idPrefix(entity)}:${scheme}-${slug.length > LONGEST ? `${slug.slice(0, LONGEST - 17)}~${hash()}` : slug}`;
}

/** A name in a language (BCP 47). */
export const name = (text: string, language: string, kind: NameKind = 'OFFICIAL'): Name => ({ text, language, kind });

/** The id in a data set as a name, for an entity that has none there. Any name from another source is shown first. */
export const codeAsName = (text: string): Name => ({ text, language: 'zxx', kind: 'ALIAS' });

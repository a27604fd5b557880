import { createHash } from 'node:crypto';
import type { FieldValue, Name, NameKind } from '../../ontology/facts.ts';
import { idPrefix } from '../../ontology/ontology.ts';
import type { Row } from './row.ts';

/** What a row says of an entity: its names, and values of the fields that the ontology gives its type. */
export interface EntityStatement {
  readonly names: readonly Name[];
  readonly summary?: string | undefined;
  readonly sameAs?: readonly string[];
  readonly [field: string]: FieldValue | readonly Name[] | readonly string[] | undefined;
}

/**
 * Where in the document a fact stands, for what many rows tell of: the columns that tell it from others, or columns
 * with a part of what stands in them, as a step of a path does.
 */
export type Locator = readonly string[] | Readonly<{ [column: string]: string }>;

/** Takes what a row states. Each fact gets the file as its document and the row as its place in it. */
export interface FactMaker {
  /**
   * An entity. `by` is its place where that is not the key of the table: a university of a thousand rows is cited by
   * `pic=…` alone, so that each row says the same of it. Gives the id back.
   */
  entity(id: string, stated: EntityStatement, by?: Locator): string;
  /** A relation; `key` tells those apart that join the same two, `by` is as with entities. */
  relation(
    type: string,
    from: string,
    to: string,
    values?: Readonly<{ [property: string]: FieldValue | undefined }>,
    key?: string,
    by?: Locator,
  ): void;
  /** The rows of another table of the same files, by its key: for what a row only refers to. */
  lookup(table: string, key: string): Row | undefined;
  /** All rows of another table that have one key, where there can be several. */
  lookupAll(table: string, key: string): readonly Row[];
}

/** One kind of file of a format, known by its columns. */
export interface Table {
  readonly name: string;
  /** What it holds, as the title of its document says after that of the source: "projects". */
  readonly title: string;
  /** What its publisher calls the file, for people; files are recognised by their columns. */
  readonly file?: string;
  /** The columns that are read, with what is made of each; those marked with `!` at the end must be there. */
  readonly columns: Readonly<{ [column: string]: string }>;
  /** Of XML: the name of the element that is a row. */
  readonly element?: string;
  /** Of XML: the outermost element, which tells such files from others; else the first in it, or it itself, is a row. */
  readonly root?: string;
  /** The columns that tell a row from others in every release of the data; they are the row's place in the document. */
  readonly key: readonly string[];
  /** Each file is a document of its own, named by it: one file for each person, say. */
  readonly perFile?: boolean;
  /** Read before all other tables and kept for `lookup`; may state facts as well. It is held in memory whole. */
  readonly kept?: boolean;
  /** The key that a kept row is looked up by, where that is not `key`; rows without one are not kept. */
  keptAs?(row: Row): string | undefined;
  facts(row: Row, make: FactMaker): void;
}

/** One of several bodies of data that a publisher gives in the same form. */
export interface DataSet {
  /** Part of the id of its documents; none for the one that needs no telling. */
  readonly id: string;
  readonly title: string;
  /** What cells of its rows look like, where they tell. */
  readonly cells: Readonly<{ [column: string]: RegExp }>;
  /** What the names of its files, or of their folder, look like. */
  readonly named: RegExp;
}

/** A published form of data: what it is read from and what is made of it. */
export interface Format {
  readonly name: string;
  readonly description: string;
  /** The document that facts come from, where --source names no other. */
  readonly source: {
    /** Of the id: `document:` and this, and the table's name where there are several. */
    readonly id: string;
    readonly title: string;
    readonly publisher: { readonly id: string; readonly name: string };
    /** As the publisher names it, such as CC BY 4.0. */
    readonly licence?: string;
    readonly url?: string;
    readonly language?: string;
  };
  readonly tables: readonly Table[];
  /** Where there are several; a document is of one, so that the second is no newer release of the first. */
  readonly dataSets?: readonly DataSet[];
  /** What it was made of, where that is no part of the program: the text of a mapping. Another one is another import. */
  readonly madeOf?: string;
}

/** An id has 200 letters; what is longer is cut, and ends in a hash of it all. */
const LONGEST = 120;

/**
 * The id of an entity out of the ids of a data set: `institution:pic-700000001`. Letters that ids don't have are
 * written by their code, which has two digits, or four after u, or six after v, so that two ids never become one.
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

export const name = (text: string, language: string, kind: NameKind = 'OFFICIAL'): Name => ({ text, language, kind });

/** For what a data set has no name for: its id there. Any name that another source knows comes first. */
export const codeAsName = (text: string): Name => ({ text, language: 'zxx', kind: 'ALIAS' });

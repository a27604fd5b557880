/** The bounds of files. What is beyond them is refused with a sentence, before it is held in memory. */

/** Characters of one record: a row, a line of JSON, an element of XML. */
export const LONGEST_RECORD = 4 * 1024 * 1024;
/** Characters of a file that is read as a whole: YAML, JSON, a mapping. */
export const LONGEST_WHOLE = 4 * 1024 * 1024;
/** Characters of one text in YAML. */
export const LONGEST_TEXT = 100_000;
/** Levels of lists and objects in YAML and JSON; a claim with its sources has half as many as a record may have. */
export const DEEPEST_WHOLE = 64;
/** Levels of lists and objects in a record of JSON, and elements around and in one of XML. */
export const DEEPEST_RECORD = 64;
/** Milliseconds that parsing YAML or JSON may take. */
export const SLOWEST_WHOLE = 30_000;
/** Columns of a table. */
export const MOST_COLUMNS = 5000;
/** Members of a zip. */
export const MOST_MEMBERS = 10_000;
/** Bytes that come through a pipe. They are kept in a temporary file, as files are read several times. */
export const MOST_PIPED = 4 * 1024 ** 3;
/** How many times its packed size a file may have unpacked. Tables grow to about 20 times, XML to about 50 times. */
export const MAX_RATIO = 200;
/** Unpacked bytes that any file may have, so that a small one is not judged by its first block. */
export const RATIO_FROM = 16 * 1024 * 1024;

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { parseYaml } from './parse-yaml.ts';

/** Repeated keys that are listed. */
const MOST_REPEATED = 100;

/** A problem in a data or mapping file, for the person who wrote the file. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly expected: string;
  readonly got: string;
}

/** Where a value stands: under a key of a mapping, or at an index of a list. */
export interface Location {
  readonly holder: object;
  readonly key: string | number;
  /** The name of the value in messages. */
  readonly label: string;
  /** The properties of the same object that have been read. */
  readonly siblings?: Readonly<Record<string, unknown>>;
  /** Set when the problem is the key and not its value. */
  readonly isKey?: boolean;
}

/** A YAML alias, which JSON does not have and no file format accepts. */
export class Alias {}

/** A file as plain values; its objects have no prototype, so that a key can have any name. */
export interface DataFile {
  readonly file: string;
  readonly content: unknown;
  /** Its problems as YAML. */
  readonly problems: readonly Problem[];
  /** Number of characters before a value or its key. */
  offsetOf(at: Location): number;
  /** The line of an offset, from 1. */
  lineAt(offset: number): number;
  /** A number as written in the file: 1.10 for 1.1. */
  sourceOf(at: Location): string | undefined;
}

/** The value at a location. */
export const valueAt = ({ holder, key }: Location): unknown => (holder as Record<string | number, unknown>)[key];

/** The location of a property of the object at a location. */
export const inside = (at: Location, key: string): Location => ({ holder: valueAt(at) as object, key, label: key });

/** The location of the content itself. */
export const rootOf = (data: DataFile, label: string): Location => ({
  holder: { content: data.content },
  key: 'content',
  label,
});

/** Offsets in the text, and numbers as written. */
interface Mark {
  readonly key: number;
  readonly value: number;
  readonly source?: string | undefined;
}

/**
 * Reads YAML, or JSON, which is a part of YAML, and keeps the line of every value.
 *
 * @example
 * const { facts, problems } = checkFacts([readDataFile('facts.yaml', text)], createOntology());
 */
export function readDataFile(file: string, text: string): DataFile {
  const { document, lineAt, malformed } = parseYaml(text);
  const problems: Problem[] = malformed.map((problem) => ({ file, ...problem }));
  const marks = new WeakMap<object, Map<string | number, Mark>>();
  const markOf = (node: Node | null, key = node?.range?.[0] ?? 0): Mark => ({
    key,
    value: node?.range?.[0] ?? key,
    source: isScalar(node) && typeof node.value === 'number' ? node.source : undefined,
  });
  const plain = (node: Node | null): unknown => {
    if (isScalar(node)) return node.value;
    if (isMap(node)) {
      const values: Record<string, unknown> = Object.create(null);
      const own = new Map<string, Mark>();
      for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
        const name = isScalar(key) ? String(key.value) : '';
        if (own.has(name) && problems.length < MOST_REPEATED) {
          const line = lineAt(key?.range?.[0] ?? 0);
          problems.push({ file, line, expected: 'each key once', got: `${name.slice(0, 60)} a second time` });
        }
        values[name] = plain(value);
        own.set(name, markOf(value, key.range?.[0]));
      }
      marks.set(values, own);
      return values;
    }
    if (isSeq(node)) {
      const items = node.items as Node[];
      const values = items.map(plain);
      marks.set(values, new Map(items.map((item, index) => [index, markOf(item)])));
      return values;
    }
    return isAlias(node) ? new Alias() : null;
  };
  const contents = (document?.contents ?? null) as Node | null;
  // Reading finds repeated keys, which are problems too.
  const read = problems.length > 0 ? null : plain(contents);
  const content = problems.length > 0 ? null : read;
  const root = markOf(contents);
  const markAt = ({ holder, key }: Location) => marks.get(holder)?.get(key) ?? root;
  return {
    file,
    content,
    problems,
    offsetOf: (at) => (at.isKey ? markAt(at).key : markAt(at).value),
    lineAt,
    sourceOf: (at) => markAt(at).source,
  };
}

/** One line of JSONL as a file of its own. */
export const lineOfJson = (file: string, line: number, content: unknown): DataFile => ({
  file,
  content,
  problems: [],
  offsetOf: () => 0,
  lineAt: () => line,
  sourceOf: () => undefined,
});

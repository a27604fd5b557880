import type { Node } from 'yaml';
import { LineCounter, Pair, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** One thing that is wrong in a data file, for the person who wrote it. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly expected: string;
  readonly got: string;
}

export interface DataFile {
  readonly file: string;
  readonly root: Node | null;
  readonly problems: readonly Problem[];
  lineOf(node: Node | null | undefined): number;
}

/** Reads YAML or JSON, which is a part of YAML, and keeps the line of every value. */
export function readDataFile(file: string, text: string): DataFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, keepSourceTokens: false, stringKeys: true });
  const problems = document.errors.map((error) => ({
    file,
    line: counter.linePos(error.pos[0]).line,
    expected: 'YAML or JSON',
    got: error.message.split('\n')[0] ?? error.message,
  }));
  return {
    file,
    root: document.contents,
    problems,
    lineOf: (node) => (node?.range ? counter.linePos(node.range[0]).line : 1),
  };
}

/** What stands in one line of JSON as a file of its own. A document of YAML for each line would cost more than all else. */
export const lineOf = (file: string, line: number, value: unknown): DataFile => ({
  file,
  root: nodeOf(value),
  problems: [],
  lineOf: () => line,
});

function nodeOf(value: unknown): Node {
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.items = value.map(nodeOf);
    return list;
  }
  const map = new YAMLMap();
  map.items = Object.entries(value).map(([key, item]) => new Pair(new Scalar(key), nodeOf(item)));
  return map;
}

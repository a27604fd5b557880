import { readdirSync, readFileSync } from 'node:fs';
import type { Graph } from '../graph/graph.ts';
import { statement } from '../graph/statements.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { checkFacts } from './check.ts';
import { type Problem, readDataFile } from './read.ts';
import { type Progress, writeFacts } from './write.ts';

/** The data that comes with Entente. */
const bundled = new URL('../../data/', import.meta.url);

export const bundledFiles = (): string[] =>
  readdirSync(bundled)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => new URL(name, bundled).pathname);

/** Data files were refused whole; every problem is listed. */
export class RefusedData extends Error {
  override name = 'RefusedData';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'));
    this.problems = problems;
  }
}

export const describe = (p: Problem): string => `${p.file}:${p.line}: expected ${p.expected}; got ${p.got}`;

/** Reads and checks files; throws RefusedData when anything is wrong with any. */
export function readFacts(files: readonly string[], ontology: Ontology) {
  const { facts, problems } = checkFacts(
    files.map((file) => readDataFile(file, readFileSync(file, 'utf8'))),
    ontology,
  );
  if (problems.length > 0) throw new RefusedData(problems);
  return facts;
}

/** Gives an empty graph the bundled data, in one unit of work; says how many rows were written, 0 where it was not empty. */
export async function loadWhenEmpty(graph: Graph, ontology: Ontology, progress?: Progress): Promise<number> {
  const [row] = await graph.read((unit) => unit.run(statement('count-entities')));
  if (Number(row?.total) > 0) return 0;
  return writeFacts(graph, ontology, readFacts(bundledFiles(), ontology), new Date(), progress);
}

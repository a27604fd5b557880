import { readFileSync } from 'node:fs';
import type { Ontology } from '../../ontology/ontology.ts';
import { type Problem, readDataFile } from '../schema/data-file.ts';
import { checkFacts } from './check.ts';

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

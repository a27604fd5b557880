import { readFileSync } from 'node:fs';
import type { Ontology } from '../../ontology/ontology.ts';
import { type Problem, readDataFile } from '../schema/data-file.ts';
import { checkFacts } from './check.ts';

/** Data files have problems, so none of them is loaded. The message lists all problems. */
export class RefusedData extends Error {
  override name = 'RefusedData';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(describe).join('\n'));
    this.problems = problems;
  }
}

/** A problem as one line of text. */
export const describe = (p: Problem): string => `${p.file}:${p.line}: expected ${p.expected}; got ${p.got}`;

/** Reads and checks data files. Throws RefusedData if any of them has a problem. */
export function readFacts(files: readonly string[], ontology: Ontology) {
  const { facts, problems } = checkFacts(
    files.map((file) => readDataFile(file, readFileSync(file, 'utf8'))),
    ontology,
  );
  if (problems.length > 0) throw new RefusedData(problems);
  return facts;
}

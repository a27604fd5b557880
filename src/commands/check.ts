import { readFileSync } from 'node:fs';
import { checkFacts } from '../ingest/facts/check.ts';
import { describe } from '../ingest/facts/load.ts';
import { checkMapping, isMapping } from '../ingest/mapping/mapping.ts';
import { type Problem, readDataFile } from '../ingest/schema/data-file.ts';
import { createOntology } from '../ontology/ontology.ts';

const counted = (count: number, what: string, many = `${what}s`) => `${count} ${count === 1 ? what : many}`;

/** Checks data and mapping files together and prints their problems, or what they contain. Returns true if there are no problems. */
export function checkFiles(files: readonly string[]): boolean {
  const ontology = createOntology();
  const unreadable: Problem[] = [];
  const read = files.flatMap((file) => {
    try {
      return [readDataFile(file, readFileSync(file, 'utf8'))];
    } catch (error) {
      unreadable.push({ file, line: 1, expected: 'a file that can be read', got: (error as Error).message });
      return [];
    }
  });
  const data = read.filter((file) => !isMapping(file));
  const { facts, problems } = checkFacts(data, ontology);
  const mappings = read.filter(isMapping);
  const all = [...unreadable, ...problems, ...mappings.flatMap((file) => checkMapping(file, ontology).problems)];
  const contents = [
    ...(data.length > 0
      ? [
          `${counted(facts.entities.length, 'entity', 'entities')}, ${counted(facts.relations.length, 'relation')} in ${counted(data.length, 'file')}`,
        ]
      : []),
    ...(mappings.length > 0 ? [counted(mappings.length, 'mapping')] : []),
  ];
  for (const problem of all) console.log(describe(problem));
  console.log(
    all.length > 0 ? `${counted(all.length, 'problem')}. Nothing was loaded.` : `No problem: ${contents.join(', ')}.`,
  );
  return all.length === 0;
}

import { checkFacts } from '../ingest/facts/check.ts';
import { describe } from '../ingest/facts/load.ts';
import { RefusedInput } from '../ingest/files/refused.ts';
import { readWhole } from '../ingest/files/regular-file.ts';
import { checkMapping, isMapping } from '../ingest/mapping/mapping.ts';
import { readDataFile } from '../ingest/schema/data-file.ts';
import { createOntology } from '../ontology/ontology.ts';

const counted = (count: number, what: string, many = `${what}s`) => `${count} ${count === 1 ? what : many}`;

/** Checks data and mapping files together and prints their problems, or what they contain. Returns true if there are no problems. */
export function checkFiles(files: readonly string[]): boolean {
  const ontology = createOntology();
  const unreadable: string[] = [];
  const read = files.flatMap((file) => {
    try {
      return [readDataFile(file, readWhole(file, file))];
    } catch (error) {
      if (!(error instanceof RefusedInput)) throw error;
      unreadable.push(error.message);
      return [];
    }
  });
  const data = read.filter((file) => !isMapping(file));
  const { facts, problems } = checkFacts(data, ontology);
  const mappings = read.filter(isMapping);
  const all = [
    ...unreadable,
    ...[...problems, ...mappings.flatMap((file) => checkMapping(file, ontology).problems)].map(describe),
  ];
  const contents = [
    ...(data.length > 0
      ? [
          `${counted(facts.entities.length, 'entity', 'entities')}, ${counted(facts.relations.length, 'relation')} in ${counted(data.length, 'file')}`,
        ]
      : []),
    ...(mappings.length > 0 ? [counted(mappings.length, 'mapping')] : []),
  ];
  for (const problem of all) console.log(problem);
  console.log(
    all.length > 0 ? `${counted(all.length, 'problem')}. Nothing was loaded.` : `No problem: ${contents.join(', ')}.`,
  );
  return all.length === 0;
}

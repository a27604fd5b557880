import type { Ontology } from '../../ontology/ontology.ts';
import { type Input, linesOf } from '../files/input.ts';
import { LONGEST_WHOLE } from '../files/limits.ts';
import { badInput } from '../files/refused.ts';
import { tooLong } from '../files/regular-file.ts';
import { isNested } from '../files/values.ts';
import type { ReadProgress, RowFacts } from '../row-facts.ts';
import { lineOfJson, type Problem, readDataFile } from '../schema/data-file.ts';
import { type FactReader, factReader, type Item } from './check.ts';
import { FORMAT } from './facts-file.ts';

/** Entente's own files: YAML or JSON written by people, and JSONL with one fact per line, as `entente export facts` writes it. */

const problemOf = ({ file, line, expected, got }: Problem) => ({ file, line, column: null, value: got, expected });

const rowOf = (file: string, { line, entity, relation, problems }: Item): RowFacts => ({
  file,
  line,
  entities: entity && problems.length === 0 ? [entity] : [],
  relations: relation && problems.length === 0 ? [relation] : [],
  problems: problems.map(problemOf),
  notes: [],
});

/** Levels of lists and objects that a fact may have; a claim with its sources has half as many. */
const DEEPEST = 16;

/** Whether a file is JSONL, whose first line is `{"entente": 1}`. */
function isLines(text: string): boolean {
  try {
    const first: unknown = JSON.parse(text.replace(/^\ufeff/, '').split('\n', 1)[0] ?? '');
    return (
      typeof first === 'object' &&
      first !== null &&
      'entente' in first &&
      !('entities' in first) &&
      !('relations' in first)
    );
  } catch {
    return false;
  }
}

/** Documents are read before the facts that cite them, and entities before relations, whatever their order in a file. */
const ORDER = (row: RowFacts) =>
  row.relations.length > 0 ? 2 : row.entities.some(({ type }) => type === 'Document') ? 0 : 1;

/** Reads files of facts as rows: each fact with its problems. JSONL is read line by line, other files whole. */
export async function* readFactRows(
  inputs: readonly Input[],
  ontology: Ontology,
  progress: ReadProgress,
): AsyncGenerator<RowFacts> {
  const reader = factReader(ontology);
  let before = 0;
  const whole: RowFacts[] = [];
  const lines: Input[] = [];
  for (const input of inputs) {
    if (isLines(await input.peek())) {
      lines.push(input);
      continue;
    }
    let text = '';
    for await (const chunk of await input.open(undefined, (note) => progress.note(input.name, note))) {
      text += chunk;
      if (text.length > LONGEST_WHOLE) throw badInput(tooLong(input.name));
    }
    for (const item of reader.itemsOf(readDataFile(input.name, text))) whole.push(rowOf(input.name, item));
    before += input.size;
    progress.read(before);
  }
  yield* whole.sort((a, b) => ORDER(a) - ORDER(b));
  for (const input of lines) {
    yield* readLines(input, reader, progress, before);
    before += input.size;
    progress.read(before);
  }
}

async function* readLines(
  input: Input,
  reader: FactReader,
  progress: ReadProgress,
  before: number,
): AsyncGenerator<RowFacts> {
  const stream = await input.open(
    (bytes) => progress.read(before + bytes),
    (note) => progress.note(input.name, note),
  );
  let line = 0;
  const one = (text: string): RowFacts | undefined => {
    line += 1;
    if (text.trim() === '') return undefined;
    const wrong = (expected: string, got: string): RowFacts =>
      rowOf(input.name, { line, problems: [{ file: input.name, line, expected, got }] });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return wrong('a fact as JSON in one line', (error as Error).message);
    }
    if (line === 1) {
      const version = (value as { entente?: unknown }).entente;
      if (version === FORMAT) return undefined;
      throw badInput(
        `${input.name}:1: expected {"entente": ${FORMAT}}, the format that this version reads; got ${text.slice(0, 80)}.`,
      );
    }
    return isNested(value, DEEPEST)
      ? wrong('a fact', 'lists in lists too deep to be one')
      : rowOf(input.name, reader.itemOf(lineOfJson(input.name, line, value)));
  };
  for await (const text of linesOf(input.name, stream)) {
    const row = one(text);
    if (row) yield row;
  }
}

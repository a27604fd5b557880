import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type YAMLParseError } from 'yaml';
import { DEEPEST_WHOLE, LONGEST_TEXT, LONGEST_WHOLE, SLOWEST_WHOLE } from '../files/limits.ts';

/** What is wrong with a file as YAML, and where. */
export interface Malformed {
  readonly line: number;
  readonly expected: string;
  readonly got: string;
}

/** A file of YAML, or why it is none. */
export interface Parsed {
  readonly document: Document | null;
  readonly lineAt: (offset: number) => number;
  readonly malformed: readonly Malformed[];
}

/** Problems that are listed: behind the first ones, others are only their consequence. */
const MOST_LISTED = 100;
/** Lexemes between two looks at the clock. */
const STRIDE = 1000;
const INSTEAD = 'Divide the file, or write it as JSONL, one fact a line.';

/** A file that is too much to parse. */
class TooMuch extends Error {
  readonly malformed: Malformed;
  constructor(malformed: Malformed) {
    super();
    this.malformed = malformed;
  }
}

/** A text has so many errors that others are only their consequence. */
class TooManyErrors extends Error {}

/** Ends parsing after some errors, and returns the list of them: a text that is no YAML has one in every line. */
function boundErrors(composer: Composer): readonly YAMLParseError[] {
  const errors: YAMLParseError[] = [];
  // The library has no option for it. Each error passes this function of the composer.
  const report = Reflect.get(composer, 'onError') as (...args: unknown[]) => void;
  Reflect.set(composer, 'onError', (...args: unknown[]) => {
    if (errors.length === MOST_LISTED) throw new TooManyErrors();
    report(...args);
    const last = (Reflect.get(composer, 'errors') as readonly YAMLParseError[]).at(-1);
    const isWarning = args[3] === true;
    if (!isWarning && last) errors.push(last);
  });
  return errors;
}

/** The tokens of a text, as long as it stays within the bounds. */
function* tokensOf(text: string, counter: LineCounter): Generator<CST.Token> {
  const until = performance.now() + SLOWEST_WHOLE;
  counter.addNewLine(0);
  const parser = new Parser(counter.addNewLine);
  const tooMuch = (expected: string, got: string) =>
    new TooMuch({ line: counter.linePos(parser.offset).line, expected, got: `${got}. ${INSTEAD}` });
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += 1;
    if (lexeme.length > LONGEST_TEXT)
      throw tooMuch(`texts of at most ${LONGEST_TEXT} characters`, `one of ${lexeme.length}`);
    if (count % STRIDE === 0 && performance.now() > until)
      throw tooMuch(`a file that can be parsed in ${SLOWEST_WHOLE / 1000} s`, 'one that takes longer');
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST_WHOLE)
      throw tooMuch(`lists and objects in at most ${DEEPEST_WHOLE} others`, 'more');
  }
  yield* parser.end();
}

/** Whether a text is JSON in lines, which is neither YAML nor JSON and slow to find out as such. */
function isInLines(text: string): boolean {
  const end = text.indexOf('\n');
  if (end < 0 || !/^\ufeff?\s*\{/.test(text) || !/^\s*\{/.test(text.slice(end, end + 100))) return false;
  try {
    JSON.parse(text.slice(0, end).replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

/** Parses YAML, of which JSON is a subset, within bounds of size, depth and time. */
export function parseYaml(text: string): Parsed {
  const counter = new LineCounter();
  const lineAt = (offset: number) => counter.linePos(offset).line;
  if (text.length > LONGEST_WHOLE) {
    const got = `${text.length} characters. ${INSTEAD}`;
    const expected = `YAML or JSON of at most ${LONGEST_WHOLE} characters`;
    return { document: null, lineAt: () => 1, malformed: [{ line: 1, expected, got }] };
  }
  if (isInLines(text)) {
    const expected = 'YAML or JSON as a whole';
    const got =
      'JSON in lines. Facts in lines begin with the line {"entente": 1}; entente import facts FILE --dry-run checks them';
    return { document: null, lineAt: () => 1, malformed: [{ line: 1, expected, got }] };
  }
  try {
    // Repeated keys are found elsewhere: the parser would compare each with all before it.
    const composer = new Composer({ keepSourceTokens: false, stringKeys: true, uniqueKeys: false });
    const reported = boundErrors(composer);
    const malformed = () =>
      reported.map(({ pos, message }): Malformed => {
        const { line, col } = counter.linePos(pos[0]);
        return { line, expected: 'YAML or JSON', got: `${message} at line ${line}, column ${col}:` };
      });
    let document: Document | null = null;
    try {
      for (const one of composer.compose(tokensOf(text, counter), true, text.length)) {
        if (document) {
          const second = { line: lineAt(one.range[0]), expected: 'YAML or JSON', got: 'a second document in one file' };
          return { document, lineAt, malformed: [...malformed(), second] };
        }
        document = one;
      }
    } catch (error) {
      if (!(error instanceof TooManyErrors)) throw error;
    }
    return { document, lineAt, malformed: malformed() };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { document: null, lineAt, malformed: [error.malformed] };
  }
}

import { Lexer, Source, TokenKind } from 'graphql';
import { EntenteError } from '../../errors.ts';

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R]);

/** How many characters, tokens and nested brackets a query may have. */
export interface TokenLimits {
  readonly characters: number;
  readonly tokens: number;
  readonly nesting: number;
}

/** An error that refuses a query with status 400. */
export function limitExceeded(message: string): EntenteError {
  return new EntenteError('LIMIT_EXCEEDED', message, { status: 400 });
}

/** Refuses a text before it is parsed: the parser is recursive, so a deeply nested text would overflow its stack. */
export function checkTokens(text: string, limits: TokenLimits): void {
  if (text.length > limits.characters) {
    throw limitExceeded(
      `The query has ${text.length} characters; at most ${limits.characters} are allowed. Pass long values as variables.`,
    );
  }
  const lexer = new Lexer(new Source(text));
  let nesting = 0;
  for (let count = 1; ; count += 1) {
    const kind = nextKind(lexer);
    if (kind === undefined || kind === TokenKind.EOF) return;
    if (count > limits.tokens) {
      throw limitExceeded(
        `The query has more than ${limits.tokens} tokens, which is the limit. Split it into several queries.`,
      );
    }
    if (OPENING.has(kind)) nesting += 1;
    else if (CLOSING.has(kind)) nesting -= 1;
    if (nesting > limits.nesting) {
      throw limitExceeded(
        `The query is nested more than ${limits.nesting} brackets deep, which is the limit. ` +
          'Ask for the inner part in a second query that starts from its id.',
      );
    }
  }
}

/** The next token's kind; undefined where the text isn't GraphQL. */
function nextKind(lexer: Lexer): TokenKind | undefined {
  try {
    return lexer.advance().kind;
  } catch {
    // The parser reports the syntax error with its position.
    return undefined;
  }
}

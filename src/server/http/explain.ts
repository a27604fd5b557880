import type { Plugin } from 'graphql-yoga';

const HEADER = 'x-entente-explain';

/** Collects the statements of requests that ask for them. */
export interface Explanations {
  readonly plugin: Plugin;
  /** The list that takes the statements of a request; undefined if the request doesn't ask for them. */
  of(request: Request): object[] | undefined;
}

/** Answers the header `x-entente-explain: 1` with the statements that the request ran, in `extensions.explain`. */
export function createExplanations(allowed: boolean): Explanations {
  const collected = new WeakMap<Request, object[]>();
  const of = (request: Request) => {
    if (!allowed || request.headers.get(HEADER) !== '1') return undefined;
    const statements = collected.get(request) ?? [];
    collected.set(request, statements);
    return statements;
  };
  return {
    of,
    plugin: {
      onResultProcess({ request, result, setResult }) {
        const statements = of(request);
        if (!statements || Array.isArray(result) || !('data' in result)) return;
        const explain = { count: statements.length, statements };
        setResult({ ...result, extensions: { ...result.extensions, explain } });
      },
    },
  };
}

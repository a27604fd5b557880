import type { Plugin } from 'graphql-yoga';

const HEADER = 'x-entente-explain';

/** What was written down for a request, and whether it asks for it. */
export interface Explanations {
  readonly plugin: Plugin;
  /** Where statements of the request are written down; undefined where it does not ask for them. */
  of(request: Request): object[] | undefined;
}

/** Answers `x-entente-explain: 1` with the statements that were run, in `extensions.explain`. */
export function createExplanations(allowed: boolean): Explanations {
  const asked = new WeakMap<Request, object[]>();
  const of = (request: Request) => {
    if (!allowed || request.headers.get(HEADER) !== '1') return undefined;
    const known = asked.get(request) ?? [];
    asked.set(request, known);
    return known;
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

import { createGraphiQLFetcher, type FetcherParams } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import './graphiql.css';
import { parse, print } from 'graphql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { addressOf } from '../site.ts';

export interface ExampleQuery {
  /** In English; null for the query for the visible data. */
  readonly title: string | null;
  readonly query: string;
  readonly variables?: string;
}

/** The example queries of the server. */
export async function examples(): Promise<readonly ExampleQuery[]> {
  try {
    const response = await fetch(addressOf('/explorer/examples.json'));
    return response.ok ? await response.json() : [];
  } catch {
    // GraphiQL works without examples, and its own requests will show the error.
    return [];
  }
}

/** The query of a document with its fragments, formatted as a person would write it. */
export const exampleOf = (document: object, variables: object): ExampleQuery => ({
  title: null,
  query: print(parse(String(document))),
  variables: JSON.stringify(variables, null, 2),
});

/** GraphiQL stores nothing: it always opens with the query for the visible data. */
const noStorage = {
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
  length: 0,
};

interface CodeMirror {
  setOption(name: 'screenReaderLabel', label: string): void;
  addKeyMap(keys: Record<string, false>): void;
}

/** Adds what GraphiQL's editors lack for keyboards and screen readers. Returns a function that stops it. */
function makeAccessible(element: HTMLElement): () => void {
  const seen = new WeakSet<Element>();
  const mend = () => {
    for (const found of element.querySelectorAll('.CodeMirror')) {
      const editor = (found as Element & { CodeMirror?: CodeMirror }).CodeMirror;
      if (seen.has(found) || !editor) continue;
      seen.add(found);
      editor.setOption('screenReaderLabel', found.closest('[aria-label]')?.getAttribute('aria-label') ?? 'GraphQL');
      // Tab must leave the editor (WCAG 2.1.2), so it doesn't indent.
      editor.addKeyMap({ Tab: false, 'Shift-Tab': false });
      found.querySelector('.CodeMirror-scroll')?.setAttribute('tabindex', '0');
    }
  };
  const watch = new MutationObserver(mend);
  watch.observe(element, { childList: true, subtree: true });
  return () => watch.disconnect();
}

/** A request without the name of an operation that its text lacks: for a moment, GraphiQL names that of the former text. */
function withoutFormerName(params: FetcherParams): FetcherParams {
  const { operationName, ...rest } = params;
  return operationName && new RegExp(`\\b${operationName}\\b`).test(params.query) ? params : rest;
}

export interface Graphiql {
  /** Shows a query, in a light or dark theme. Another query replaces what was typed; the same one doesn't. */
  show(question: ExampleQuery | null, isDark: boolean): void;
  close(): void;
}

/** Opens GraphiQL. It needs React, so this module is only loaded when the tab is opened. */
export function openGraphiql(element: HTMLElement): Graphiql {
  const root = createRoot(element);
  const unwatch = makeAccessible(element);
  const fetcher = createGraphiQLFetcher({ url: addressOf('/graphql') });
  return {
    show(question, isDark) {
      root.render(
        createElement(GraphiQL, {
          fetcher: (params: FetcherParams, options) => fetcher(withoutFormerName(params), options),
          storage: noStorage,
          forcedTheme: isDark ? 'dark' : 'light',
          // GraphiQL's own tabs violate ARIA, and the examples wouldn't fit.
          disableTabs: true,
          ...(question ? { query: question.query, variables: question.variables ?? '' } : {}),
        }),
      );
    },
    close() {
      unwatch();
      root.unmount();
    },
  };
}

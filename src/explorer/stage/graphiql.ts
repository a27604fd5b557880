import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import { parse, print } from 'graphql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

interface Tab {
  readonly query: string;
  readonly variables?: string;
}

async function examples(): Promise<Tab[]> {
  try {
    const response = await fetch('/explorer/examples.json');
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

/** Nothing is kept from one time to the next: it is opened with what is on the screen. */
const forgetful = {
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
  clear: () => undefined,
  length: 0,
};

export interface Graphiql {
  /** Shows it, light or dark; what was typed in it stays. */
  show(isDark: boolean): void;
  close(): void;
}

/** GraphiQL is made with React; this file and what it loads are read only when somebody asks. */
export function openGraphiql(element: HTMLElement, screen: { query: string; variables: object } | null): Graphiql {
  const root = createRoot(element);
  let isClosed = false;
  const fetcher = createGraphiQLFetcher({ url: '/graphql' });
  const first = screen
    ? [{ query: print(parse(screen.query)), variables: JSON.stringify(screen.variables, null, 2) }]
    : [];
  const coming = examples();
  let wantsDark = false;
  return {
    show(isDark) {
      wantsDark = isDark;
      void coming.then((tabs) => {
        if (isClosed) return;
        root.render(
          createElement(GraphiQL, {
            fetcher,
            storage: forgetful,
            forcedTheme: wantsDark ? 'dark' : 'light',
            defaultTabs: [...first, ...tabs],
            // Of the tab that is open at first it takes the query alone.
            ...(first[0] ? { variables: first[0].variables } : {}),
          }),
        );
      });
    },
    close() {
      isClosed = true;
      root.unmount();
    },
  };
}

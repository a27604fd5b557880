import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import './graphiql.css';
import { parse, print } from 'graphql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

export interface Question {
  /** In English; none for what is on the screen. */
  readonly title: string | null;
  readonly query: string;
  readonly variables?: string;
}

/** The questions that come with the server; none where they can't be had, as GraphiQL works without. */
export async function examples(): Promise<readonly Question[]> {
  try {
    const response = await fetch('/explorer/examples.json');
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

/** What gives what is on the screen, with the fragments that it needs, as a person would write it. */
export const questionOf = (document: object, variables: object): Question => ({
  title: null,
  query: print(parse(String(document))),
  variables: JSON.stringify(variables, null, 2),
});

/** Nothing is kept from one time to the next: it is opened with what is on the screen. */
const forgetful = {
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

/** What GraphiQL leaves out for those who use its editors by keyboard or by a screen reader. */
function accessible(element: HTMLElement): () => void {
  const seen = new WeakSet<Element>();
  const mend = () => {
    for (const found of element.querySelectorAll('.CodeMirror')) {
      const editor = (found as Element & { CodeMirror?: CodeMirror }).CodeMirror;
      if (seen.has(found) || !editor) continue;
      seen.add(found);
      editor.setOption('screenReaderLabel', found.closest('[aria-label]')?.getAttribute('aria-label') ?? 'GraphQL');
      // Tab has to lead out again (WCAG 2.1.2), so it indents nothing.
      editor.addKeyMap({ Tab: false, 'Shift-Tab': false });
      found.querySelector('.CodeMirror-scroll')?.setAttribute('tabindex', '0');
    }
  };
  const watch = new MutationObserver(mend);
  watch.observe(element, { childList: true, subtree: true });
  return () => watch.disconnect();
}

export interface Graphiql {
  /** Shows it, light or dark; another question takes the place of what was typed, the same one does not. */
  show(question: Question | null, isDark: boolean): void;
  close(): void;
}

/** GraphiQL is made with React; this file and what it loads are read only when somebody asks. */
export function openGraphiql(element: HTMLElement): Graphiql {
  const root = createRoot(element);
  const unwatch = accessible(element);
  const fetcher = createGraphiQLFetcher({ url: '/graphql' });
  return {
    show(question, isDark) {
      root.render(
        createElement(GraphiQL, {
          fetcher,
          storage: forgetful,
          forcedTheme: isDark ? 'dark' : 'light',
          // Its tabs break the rules of ARIA, and there are more questions than would fit.
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

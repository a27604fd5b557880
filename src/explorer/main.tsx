import { render } from 'preact';
import { askAt, problemOf } from './api.ts';
import { App } from './app.tsx';
import { ModelDocument } from './documents.ts';
import { keepFocus } from './focus.ts';
import { preferredWords } from './i18n.ts';
import { Model } from './model.ts';
import { WordsContext } from './parts/context.tsx';
import { Trouble } from './parts/small.tsx';
import { isDate } from './state/dates.ts';
import { Explorer } from './state/explorer.ts';
import { BadLink, fromLink, toLink } from './state/share.ts';
import './style.css';

const ask = askAt(new URL('/graphql', location.href).href);

/** Milliseconds in which a step that follows another is not told of yet by the address: a slider changes often. */
const PAUSE = 200;

const linkOf = (hash: string) => hash.replace(/^#/, '');

/** Opens the view of a link, or tells that it is none. */
async function openLink(explorer: Explorer, link: string): Promise<void> {
  try {
    explorer.store.open(await fromLink(link));
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    explorer.badLink.set(true);
  }
}

/** Keeps the address and the view the same, so that it can be shared and loaded again. */
function followAddress(explorer: Explorer): void {
  const { store } = explorer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = linkOf(location.hash);
  let told = store.view;
  const write = async () => {
    const { view } = store;
    if (view === told) return;
    told = view;
    const link = await toLink(view);
    // Another that was begun later may be done sooner.
    if (view !== told) return;
    written = link;
    history.replaceState(null, '', written === '' ? '/' : `/#${written}`);
  };
  store.watch(() => {
    // At once, as the page may be loaded again at once; but all that one step does together is one change.
    if (timer === undefined) setTimeout(write);
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      void write();
    }, PAUSE);
  });
  addEventListener('hashchange', async () => {
    const link = linkOf(location.hash);
    if (link === written) return;
    // A skip link goes to a part of the page; the address still has to hold the view.
    if (document.getElementById(link)) {
      history.replaceState(null, '', written === '' ? '/' : `/#${written}`);
      return;
    }
    written = link;
    await openLink(explorer, link);
  });
}

async function start(root: HTMLElement): Promise<void> {
  const words = preferredWords();
  document.documentElement.lang = words.language;
  let model: Model;
  try {
    model = new Model((await ask(ModelDocument, {})).ontology);
  } catch (error) {
    const retry = () => void start(root);
    render(
      <WordsContext.Provider value={words}>
        <Trouble problem={problemOf(error)} retry={retry} />
      </WordsContext.Provider>,
      root,
    );
    return;
  }
  const explorer = new Explorer(ask, model, words);
  await openLink(explorer, linkOf(location.hash));
  const asked = new URLSearchParams(location.search);
  const date = asked.get('asOf');
  if (date !== null && isDate(date)) explorer.store.open({ ...explorer.store.view, asOf: date });
  const entity = asked.get('entity');
  if (entity !== null) void explorer.show(entity);
  followAddress(explorer);
  root.replaceChildren();
  render(<App explorer={explorer} />, root);
}

const root = document.getElementById('explorer');
if (root) {
  keepFocus(root);
  void start(root);
}

import { render } from 'preact';
import { createClient, problemOf } from './api.ts';
import { App } from './app.tsx';
import { MessagesContext } from './components/context.tsx';
import { ProblemMessage } from './components/small.tsx';
import { ModelDocument } from './documents.ts';
import { keepFocus } from './focus.ts';
import { preferredMessages } from './i18n.ts';
import { Model } from './model.ts';
import { addressOf } from './site.ts';
import { isDate } from './state/dates.ts';
import { Explorer } from './state/explorer.ts';
import { BadLink, fromLink, toLink } from './state/share.ts';
import './style.css';

const request = createClient(addressOf('/graphql'));

/** Milliseconds without a change before the address is updated: a slider changes often. */
const DEBOUNCE_MS = 200;

const linkOf = (hash: string) => hash.replace(/^#/, '');

/** Opens the view of a link, or reports a damaged link. */
async function openLink(explorer: Explorer, link: string): Promise<void> {
  try {
    explorer.store.open(await fromLink(link));
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    explorer.badLink.set(true);
  }
}

/** Keeps the address in step with the view, so that it can be shared and reloaded. */
function followAddress(explorer: Explorer): void {
  const { store } = explorer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = linkOf(location.hash);
  let lastView = store.view;
  const showWritten = () => history.replaceState(null, '', addressOf(written === '' ? '/' : `/#${written}`));
  const write = async () => {
    const { view } = store;
    if (view === lastView) return;
    lastView = view;
    const link = await toLink(view);
    // A later call may have finished first.
    if (view !== lastView) return;
    written = link;
    showWritten();
  };
  store.subscribe(() => {
    // The first change is written at once, as the page may be reloaded at once. A timeout groups the changes of one step.
    if (timer === undefined) setTimeout(write);
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      void write();
    }, DEBOUNCE_MS);
  });
  addEventListener('hashchange', async () => {
    const link = linkOf(location.hash);
    if (link === written) return;
    // A skip link jumps to a part of the page; the address must keep the view.
    if (document.getElementById(link)) {
      showWritten();
      return;
    }
    written = link;
    await openLink(explorer, link);
  });
}

async function start(root: HTMLElement): Promise<void> {
  const t = preferredMessages();
  document.documentElement.lang = t.language;
  let model: Model;
  try {
    model = new Model((await request(ModelDocument, {})).ontology);
  } catch (error) {
    const retry = () => void start(root);
    render(
      <MessagesContext.Provider value={t}>
        <ProblemMessage problem={problemOf(error)} retry={retry} />
      </MessagesContext.Provider>,
      root,
    );
    return;
  }
  const explorer = new Explorer(request, model, t);
  await openLink(explorer, linkOf(location.hash));
  const parameters = new URLSearchParams(location.search);
  const date = parameters.get('asOf');
  if (date !== null && isDate(date)) explorer.store.open({ ...explorer.store.view, asOf: date });
  const entity = parameters.get('entity');
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

import { loadPart } from '../api.ts';
import { languages, type Messages } from '../i18n.ts';
import type { SaveKind } from '../save.ts';
import { addressOf } from '../site.ts';
import { drawingOf, type Highlights } from '../stage/drawing.ts';
import { inReadingOrder } from '../stage/order.ts';
import { toLink } from '../state/share.ts';
import { chooseTheme, storedTheme, themes, useCanvasTheme, useTheme } from '../theme.ts';
import { useExplorer, useLoadedGraph, useMessages, useObservable, useScene, useView } from './context.tsx';
import { PopoverButton } from './popover.tsx';
import { SearchBox } from './search.tsx';

export function Header({ speak, paths }: { speak: (t: Messages) => void; paths: Highlights }) {
  const explorer = useExplorer();
  const t = useMessages();
  const { store } = explorer;
  const { view, canUndo, canRedo } = useObservable(store);
  const share = async () => {
    const link = await toLink(store.view);
    const href = addressOf(`/#${link}`);
    try {
      await navigator.clipboard.writeText(href);
      explorer.announce(t.shared);
    } catch {
      // The browser denies access to the clipboard.
      explorer.announce(t.shareFailed);
    }
  };
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M9 10 23 8M9 10l7 14m0 0 7-16" class="tie" />
          <circle cx="9" cy="10" r="5" class="one" />
          <path d="M18 3h10v10H18z" class="two" />
          <path d="m16 17 7 7-7 7-7-7z" class="three" />
        </svg>
        Entente
      </h1>
      <SearchBox label={t.search} placeholder={t.searchHint} onPick={(id) => void explorer.show(id)} isFirst />
      <div class="tools" tabIndex={-1}>
        <button type="button" disabled={!canUndo} onClick={store.undo}>
          {t.undo}
        </button>
        <button type="button" disabled={!canRedo} onClick={store.redo}>
          {t.redo}
        </button>
        <button type="button" disabled={view.nodes.length === 0} onClick={() => store.dispatch({ type: 'clear' })}>
          {t.clear}
        </button>
        <button type="button" onClick={() => void share()}>
          {t.share}
        </button>
        <Save paths={paths} />
        <label class="choice">
          <span class="visually-hidden">{t.chooseLanguage}</span>
          <select
            value={t.language}
            onChange={(event) => {
              const chosen = languages.find(({ language }) => language === event.currentTarget.value);
              if (chosen) speak(chosen);
            }}
          >
            {languages.map(({ language, languageName }) => (
              <option key={language} value={language} lang={language}>
                {languageName}
              </option>
            ))}
          </select>
        </label>
        <Theme />
      </div>
    </header>
  );
}

function Theme() {
  const t = useMessages();
  const names = { auto: t.themeAuto, light: t.themeLight, dark: t.themeDark };
  useTheme();
  return (
    <label class="choice">
      <span class="visually-hidden">{t.theme}</span>
      <select
        value={storedTheme()}
        onChange={(event) => chooseTheme(themes.find((name) => name === event.currentTarget.value) ?? 'auto')}
      >
        {themes.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Save({ paths }: { paths: Highlights }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const graph = useLoadedGraph();
  const theme = useCanvasTheme(explorer.model);
  const kinds: readonly (readonly [SaveKind, string])[] = [
    ['png', t.savePng],
    ['svg', t.saveSvg],
    ['entities', t.saveEntities],
    ['relations', t.saveRelations],
    ['json', t.saveJson],
  ];
  const save = (kind: SaveKind) =>
    explorer.run(async () => {
      const saving = await loadPart(import('../save.ts'));
      const name = await saving.save(kind, {
        scene: { ...scene, relations: inReadingOrder(scene, t, explorer.model) },
        asOf: graph.asOf,
        drawing: drawingOf(scene, view.selection, t, explorer.model, paths),
        theme,
        t,
      });
      explorer.announce(t.saved(name));
    });
  return (
    <PopoverButton label={t.save} text={t.save}>
      {(close) => (
        <ul class="plain">
          {kinds.map(([kind, text]) => (
            <li key={kind}>
              <button
                type="button"
                onClick={() => {
                  close();
                  void save(kind);
                }}
              >
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </PopoverButton>
  );
}

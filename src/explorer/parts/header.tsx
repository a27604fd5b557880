import { loaded } from '../api.ts';
import { languages, type Words } from '../i18n.ts';
import type { SaveKind } from '../save.ts';
import { drawingOf, type Highlights } from '../stage/drawing.ts';
import { inOrder } from '../stage/order.ts';
import { toLink } from '../state/share.ts';
import { chooseTheme, chosenTheme, themes, useDrawnTheme, useTheme } from '../theme.ts';
import { useExplorer, useKnown, useScene, useView, useWatched, useWords } from './context.tsx';
import { Opens } from './popover.tsx';
import { SearchBox } from './search.tsx';

export function Header({ speak, paths }: { speak: (words: Words) => void; paths: Highlights }) {
  const explorer = useExplorer();
  const words = useWords();
  const { store } = explorer;
  const { view, canUndo, canRedo } = useWatched(store);
  const share = async () => {
    const link = await toLink(store.view);
    const href = new URL(`/#${link}`, location.origin).href;
    try {
      await navigator.clipboard.writeText(href);
      explorer.say(words.shared);
    } catch {
      explorer.say(words.shareFailed);
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
      <SearchBox label={words.search} placeholder={words.searchHint} onPick={(id) => void explorer.show(id)} isFirst />
      <div class="tools" tabIndex={-1}>
        <button type="button" disabled={!canUndo} onClick={store.undo}>
          {words.undo}
        </button>
        <button type="button" disabled={!canRedo} onClick={store.redo}>
          {words.redo}
        </button>
        <button type="button" disabled={view.nodes.length === 0} onClick={() => store.act({ do: 'clear' })}>
          {words.clear}
        </button>
        <button type="button" onClick={() => void share()}>
          {words.share}
        </button>
        <Save paths={paths} />
        <label class="choice">
          <span class="visually-hidden">{words.chooseLanguage}</span>
          <select
            value={words.language}
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
  const words = useWords();
  const names = { auto: words.themeAuto, light: words.themeLight, dark: words.themeDark };
  useTheme();
  return (
    <label class="choice">
      <span class="visually-hidden">{words.theme}</span>
      <select
        value={chosenTheme()}
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
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const known = useKnown();
  const theme = useDrawnTheme(explorer.model);
  const kinds: readonly (readonly [SaveKind, string])[] = [
    ['png', words.savePng],
    ['svg', words.saveSvg],
    ['entities', words.saveEntities],
    ['relations', words.saveRelations],
    ['json', words.saveJson],
  ];
  const save = (kind: SaveKind) =>
    explorer.work(async () => {
      const saving = await loaded(import('../save.ts'));
      const name = await saving.save(kind, {
        scene: { ...scene, relations: inOrder(scene, words, explorer.model) },
        asOf: known.asOf,
        drawing: drawingOf(scene, view.chosen, words, explorer.model, paths),
        theme,
        words,
      });
      explorer.say(words.saved(name));
    });
  return (
    <Opens label={words.save} text={words.save}>
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
    </Opens>
  );
}

import { typeName } from '../../i18n/catalogue.ts';
import { nameOf } from '../format.ts';
import { useExplorer, useScene, useView, useWords } from './context.tsx';
import { Opens } from './popover.tsx';
import { Shape } from './shape.tsx';
import { Name } from './small.tsx';

/** The legend, which says at the same time what is shown. */
export function Filters() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const types = explorer.model.types.filter((type) => scene.types.has(type));
  const relations = explorer.model.relationTypes.filter((type) => scene.relationTypes.has(type));
  // Of what is listed below.
  const off =
    view.hiddenTypes.filter((type) => scene.types.has(type)).length +
    view.hiddenRelations.filter((type) => scene.relationTypes.has(type)).length +
    scene.hidden.length;
  return (
    <Opens
      class="small"
      label={words.filter}
      text={
        <>
          {words.filter}
          {off > 0 && <span class="count"> −{off}</span>}
        </>
      }
    >
      {(close) => (
        <div class="filters">
          <fieldset>
            <legend>{words.filterTypes}</legend>
            {types.map((type) => (
              <label key={type}>
                <input
                  type="checkbox"
                  checked={!view.hiddenTypes.includes(type)}
                  onChange={() => explorer.store.act({ do: 'toggleType', type })}
                />
                <Shape type={type} named /> {typeName(words, type).text}{' '}
                <span class="count">{scene.types.get(type)?.toLocaleString(words.language)}</span>
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{words.filterRelations}</legend>
            {relations.map((type) => (
              <label key={type}>
                <input
                  type="checkbox"
                  checked={!view.hiddenRelations.includes(type)}
                  onChange={() => explorer.store.act({ do: 'toggleRelation', type })}
                />
                {explorer.model.reading(words, type, 'OUT')}{' '}
                <span class="count">{scene.relationTypes.get(type)?.toLocaleString(words.language)}</span>
              </label>
            ))}
          </fieldset>
          {scene.hidden.length > 0 && (
            <fieldset>
              <legend>{words.hiddenByHand}</legend>
              <ul class="plain">
                {scene.hidden.map((entity) => (
                  <li key={entity.id}>
                    <button
                      type="button"
                      class="small"
                      aria-label={words.unhide(nameOf(entity))}
                      onClick={() => explorer.store.act({ do: 'unhide', ids: [entity.id] })}
                    >
                      <Shape type={entity.__typename} named /> <Name of={entity} /> ↺
                    </button>
                  </li>
                ))}
              </ul>
            </fieldset>
          )}
          <button type="button" class="small" onClick={close}>
            {words.close}
          </button>
        </div>
      )}
    </Opens>
  );
}

/** The colours and shapes of what is shown. */
export function Legend() {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const types = explorer.model.types.filter((type) => scene.types.has(type) && !view.hiddenTypes.includes(type));
  return (
    <ul class="legend">
      {types.map((type) => (
        <li key={type}>
          <Shape type={type} named /> {typeName(words, type).text}
        </li>
      ))}
    </ul>
  );
}

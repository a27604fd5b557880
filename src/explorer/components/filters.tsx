import { typeName } from '../../i18n/catalogue.ts';
import { nameOf } from '../format.ts';
import { useExplorer, useMessages, useScene, useView } from './context.tsx';
import { PopoverButton } from './popover.tsx';
import { TypeIcon } from './shape.tsx';
import { Name, Word } from './small.tsx';

/** The filters, which are a legend as well. */
export function Filters() {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const types = explorer.model.types.filter((type) => scene.types.has(type));
  const relations = explorer.model.relationTypes.filter((type) => scene.relationTypes.has(type));
  // How many of the filters listed below are off.
  const off =
    view.hiddenTypes.filter((type) => scene.types.has(type)).length +
    view.hiddenRelations.filter((type) => scene.relationTypes.has(type)).length +
    scene.hidden.length;
  return (
    <PopoverButton
      class="small"
      label={t.filter}
      text={
        <>
          {t.filter}
          {off > 0 && <span class="count"> −{off}</span>}
        </>
      }
    >
      {(close) => (
        <div class="filters">
          <fieldset>
            <legend>{t.filterTypes}</legend>
            {types.map((type) => (
              <label key={type}>
                <input
                  type="checkbox"
                  checked={!view.hiddenTypes.includes(type)}
                  onChange={() => explorer.store.dispatch({ type: 'toggleType', entityType: type })}
                />
                <TypeIcon type={type} named /> <Word of={typeName(t, type)} />{' '}
                <span class="count">{scene.types.get(type)?.toLocaleString(t.language)}</span>
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{t.filterRelations}</legend>
            {relations.map((type) => (
              <label key={type}>
                <input
                  type="checkbox"
                  checked={!view.hiddenRelations.includes(type)}
                  onChange={() => explorer.store.dispatch({ type: 'toggleRelation', relationType: type })}
                />
                <Word of={explorer.model.reading(t, type, 'OUT')} />{' '}
                <span class="count">{scene.relationTypes.get(type)?.toLocaleString(t.language)}</span>
              </label>
            ))}
          </fieldset>
          {scene.hidden.length > 0 && (
            <fieldset>
              <legend>{t.hiddenByHand}</legend>
              <ul class="plain">
                {scene.hidden.map((entity) => (
                  <li key={entity.id}>
                    <button
                      type="button"
                      class="small"
                      aria-label={t.unhide(nameOf(entity))}
                      onClick={() => explorer.store.dispatch({ type: 'unhide', ids: [entity.id] })}
                    >
                      <TypeIcon type={entity.__typename} named /> <Name of={entity} /> ↺
                    </button>
                  </li>
                ))}
              </ul>
            </fieldset>
          )}
          <button type="button" class="small" onClick={close}>
            {t.close}
          </button>
        </div>
      )}
    </PopoverButton>
  );
}

/** The colours and shapes of the visible entity types. */
export function Legend() {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const types = explorer.model.types.filter((type) => scene.types.has(type) && !view.hiddenTypes.includes(type));
  return (
    <ul class="legend">
      {types.map((type) => (
        <li key={type}>
          <TypeIcon type={type} named /> <Word of={typeName(t, type)} />
        </li>
      ))}
    </ul>
  );
}

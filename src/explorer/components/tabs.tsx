import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { keyHandler } from './keys.ts';

/** The tabs pattern of the ARIA Authoring Practices: arrow keys move to another tab and open it. */
export function Tabs<Id extends string>(props: {
  label: string;
  tabs: readonly { readonly id: Id; readonly text: string }[];
  chosen: Id;
  choose: (id: Id) => void;
  beside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { label, tabs, chosen, choose, beside, children } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((tab) => tab.id === chosen);
  const go = (index: number) => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (!tab) return;
    choose(tab.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus();
  };
  const press = keyHandler([
    ['ArrowRight', () => go(at + 1)],
    ['ArrowLeft', () => go(at - 1)],
    ['Home', () => go(0)],
    ['End', () => go(tabs.length - 1)],
  ]);
  return (
    <div class="tabs">
      <div class="tab-line">
        <div role="tablist" aria-label={label} ref={list}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              data-tab={tab.id}
              aria-selected={tab.id === chosen}
              aria-controls={`${id}-panel`}
              tabIndex={tab.id === chosen ? 0 : -1}
              onClick={() => choose(tab.id)}
              onKeyDown={press}
            >
              {tab.text}
            </button>
          ))}
        </div>
        {beside}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} class="tab-panel" tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}

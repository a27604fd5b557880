import { Observable } from './observable.ts';
import { type Action, emptyView, isUndoable, reducer, type View } from './view.ts';

interface HistoryEntry {
  readonly view: View;
  readonly gesture?: unknown;
}

/** The view, and whether actions can be undone and redone. */
export interface StoreState {
  readonly view: View;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** How many actions can be undone. */
const HISTORY_LENGTH = 200;

/** Holds the view. It changes by actions only, and all actions but those that just look elsewhere can be undone. */
export class Store extends Observable<StoreState> {
  #past: HistoryEntry[] = [];
  #future: HistoryEntry[] = [];
  #controller = new AbortController();

  constructor(view: View = emptyView) {
    super({ view, canUndo: false, canRedo: false });
  }

  #show(view: View): void {
    this.set({ view, canUndo: this.#past.length > 0, canRedo: this.#future.length > 0 });
  }

  get view(): View {
    return this.get().view;
  }

  /** Aborted by undo, redo, clear and open: results of tasks that began before are no longer needed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #turn(): void {
    this.#controller.abort();
    this.#controller = new AbortController();
  }

  dispatch = (action: Action): void => {
    const view = reducer(this.view, action);
    if (view === this.view) return;
    if (action.type === 'clear') this.#turn();
    if (isUndoable(action)) {
      // Dragging a slider is one undo step, not a hundred.
      const gesture = 'gesture' in action ? action.gesture : undefined;
      const goesOn = gesture !== undefined && this.#past.at(-1)?.gesture === gesture && this.#future.length === 0;
      if (!goesOn) this.#past = [...this.#past, { view: this.view, gesture }].slice(-HISTORY_LENGTH);
      this.#future = [];
    }
    this.#show(view);
  };

  #swap(from: 'past' | 'future'): void {
    const step = from === 'past' ? this.#past.pop() : this.#future.pop();
    if (!step) return;
    this.#turn();
    (from === 'past' ? this.#future : this.#past).push({ view: this.view });
    // Undo doesn't change the tab, the panel or the selection that the user is reading.
    const { mode, panel, selection } = this.view;
    this.#show({ ...step.view, mode, panel, selection });
  }

  undo = (): void => this.#swap('past');
  redo = (): void => this.#swap('future');

  /** Replaces the view, as for a link. Clears the history. */
  open(view: View): void {
    this.#turn();
    this.#past = [];
    this.#future = [];
    this.#show(view);
  }
}

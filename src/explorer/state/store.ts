import { Held } from './held.ts';
import { type Action, acted, emptyView, isGlance, type View } from './view.ts';

interface Step {
  readonly view: View;
  readonly slide?: unknown;
}

export interface Watched {
  readonly view: View;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** How many steps can be taken back. */
const STEPS = 200;

/** The one place where the view is; who changes it says so by an action, and every action but a glance can be undone. */
export class Store extends Held<Watched> {
  #past: Step[] = [];
  #future: Step[] = [];
  #course = new AbortController();

  constructor(view: View = emptyView) {
    super({ view, canUndo: false, canRedo: false });
  }

  #show(view: View): void {
    this.set({ view, canUndo: this.#past.length > 0, canRedo: this.#future.length > 0 });
  }

  get view(): View {
    return this.watched().view;
  }

  /** Aborted once somebody goes back, or begins anew: what was begun before that is wanted no more. */
  get course(): AbortSignal {
    return this.#course.signal;
  }

  #turn(): void {
    this.#course.abort();
    this.#course = new AbortController();
  }

  act = (action: Action): void => {
    const view = acted(this.view, action);
    if (view === this.view) return;
    if (action.do === 'clear') this.#turn();
    if (!isGlance(action)) {
      // A slider that is dragged is one step, not a hundred.
      const slide = 'slide' in action ? action.slide : undefined;
      const goesOn = slide !== undefined && this.#past.at(-1)?.slide === slide && this.#future.length === 0;
      if (!goesOn) this.#past = [...this.#past, { view: this.view, slide }].slice(-STEPS);
      this.#future = [];
    }
    this.#show(view);
  };

  #swap(from: 'past' | 'future'): void {
    const step = from === 'past' ? this.#past.pop() : this.#future.pop();
    if (!step) return;
    this.#turn();
    (from === 'past' ? this.#future : this.#past).push({ view: this.view });
    // Where one looks stays as it is: a step back must not close what is being read.
    const { look, panel, chosen } = this.view;
    this.#show({ ...step.view, look, panel, chosen });
  }

  undo = (): void => this.#swap('past');
  redo = (): void => this.#swap('future');

  /** Another view in place of this one, as from a link; with no way back. */
  open(view: View): void {
    this.#turn();
    this.#past = [];
    this.#future = [];
    this.#show(view);
  }
}

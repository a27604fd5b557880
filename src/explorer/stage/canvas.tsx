import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { loaded } from '../api.ts';
import type { Canvas } from '../canvas/canvas.ts';
import { nameOf } from '../format.ts';
import { EntityActions } from '../parts/actions.tsx';
import { useAsked, useExplorer, useKnown, useScene, useView, useWatched, useWords } from '../parts/context.tsx';
import { Legend } from '../parts/filters.tsx';
import { byKey } from '../parts/keys.ts';
import { Popover } from '../parts/popover.tsx';
import { Trouble } from '../parts/small.tsx';
import { chosenOf } from '../state/picture.ts';
import { useDrawnTheme } from '../theme.ts';
import { drawingOf, type Highlights } from './drawing.ts';

/** How far an arrow key moves the picture, in pixels of the screen. */
const STEP = 60;
/** And how far a button does. */
const FAR = 160;
/** How far an arrow key moves an entity, in the units of the drawing. */
const NUDGE = 30;
const ZOOM = 1.4;

export function CanvasStage({ paths }: { paths: Highlights }) {
  const explorer = useExplorer();
  const words = useWords();
  const view = useView();
  const scene = useScene();
  const known = useKnown();
  const box = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<Canvas | null>(null);
  const [canDraw, setCanDraw] = useState(true);
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const { model } = explorer;
  const theme = useDrawnTheme(model);

  const part = useAsked(() => loaded(import('../canvas/canvas.ts')), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later themes are given to it
  useEffect(() => {
    if (!part.value || !box.current) return;
    const { Canvas, isSupported } = part.value;
    if (!isSupported()) {
      setCanDraw(false);
      return;
    }
    const { store } = explorer;
    const made = new Canvas(
      box.current,
      {
        onSelectNode: (id) => explorer.choose(id),
        onSelectEdge(id) {
          const relation = explorer.picture.watched().relations.get(id);
          if (relation) explorer.chooseRelation(chosenOf(relation));
        },
        onSelectNothing: () => store.act({ do: 'choose', chosen: null }),
        onExpand: (id) => void explorer.expand(id),
        onMove: (id, at) => explorer.place(id, at),
        onMenu: (id, at) => setMenu({ id, at }),
      },
      theme,
    );
    setCanvas(made);
    return () => made.dispose();
  }, [part.value]);

  const { chosen } = view;
  const drawing = useMemo(() => drawingOf(scene, chosen, words, model, paths), [scene, chosen, words, model, paths]);
  const { nodes } = view;
  const fitted = useRef(0);
  useLayoutEffect(() => {
    if (!canvas) return;
    canvas.show(drawing);
    // Whoever adds to a picture wants to see what came. Otherwise it stays where it is, also when what was hidden, or not
    // there at another time, is seen again.
    if (drawing.nodes.length === 0) return;
    if (nodes.length > fitted.current) canvas.fit();
    fitted.current = nodes.length;
  }, [canvas, drawing, nodes]);
  useEffect(() => canvas?.setTheme(theme), [canvas, theme]);

  const moving = useWatched(explorer.moving);
  const moved = scene.nodes.find(({ id }) => id === moving);
  // All that is moved by keys at one time is one step back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one each time
  const slide = useMemo(() => Symbol('moving'), [moving]);
  const nudge = (dx: number, dy: number) => {
    if (moved) explorer.place(moved.id, { x: moved.x + dx, y: moved.y + dy }, slide);
  };
  useLayoutEffect(() => {
    // So that the arrow keys are for it; what opened the menu had the focus back.
    if (moving !== null) box.current?.focus();
  }, [moving]);
  useEffect(() => explorer.rest, [explorer]);
  // It may have been hidden or taken away meanwhile, or not be there at another time.
  useEffect(() => {
    if (moving !== null && !moved) explorer.rest();
  }, [moving, moved, explorer]);
  const pressMoving = byKey([
    ['ArrowLeft', () => nudge(-NUDGE, 0)],
    ['ArrowRight', () => nudge(NUDGE, 0)],
    ['ArrowUp', () => nudge(0, -NUDGE)],
    ['ArrowDown', () => nudge(0, NUDGE)],
    ['Enter', explorer.rest],
    ['Escape', explorer.rest],
  ]);
  const press = byKey([
    ['ArrowLeft', () => canvas?.pan(STEP, 0)],
    ['ArrowRight', () => canvas?.pan(-STEP, 0)],
    ['ArrowUp', () => canvas?.pan(0, STEP)],
    ['ArrowDown', () => canvas?.pan(0, -STEP)],
    ['+', () => canvas?.zoom(ZOOM)],
    ['=', () => canvas?.zoom(ZOOM)],
    ['-', () => canvas?.zoom(1 / ZOOM)],
    ['0', () => canvas?.fit()],
  ]);
  const entity = menu && known.entities.get(menu.id);
  const held = moved && known.entities.get(moved.id);
  const pan = (text: string, sign: string, dx: number, dy: number) => (
    <button type="button" class="icon" aria-label={text} title={text} onClick={() => canvas?.pan(dx, dy)}>
      {sign}
    </button>
  );
  return (
    <div class="canvas-stage">
      <div class="canvas-bar">
        <Legend />
        <div class="canvas-tools">
          <button
            type="button"
            class="icon"
            aria-label={words.zoomIn}
            title={words.zoomIn}
            onClick={() => canvas?.zoom(ZOOM)}
          >
            +
          </button>
          <button
            type="button"
            class="icon"
            aria-label={words.zoomOut}
            title={words.zoomOut}
            onClick={() => canvas?.zoom(1 / ZOOM)}
          >
            −
          </button>
          {pan(words.panLeft, '←', FAR, 0)}
          {pan(words.panUp, '↑', 0, FAR)}
          {pan(words.panDown, '↓', 0, -FAR)}
          {pan(words.panRight, '→', -FAR, 0)}
          <button type="button" class="small" onClick={() => canvas?.fit()}>
            {words.fit}
          </button>
          <button type="button" class="small" onClick={() => void explorer.arrange()}>
            {words.arrange}
          </button>
        </div>
      </div>
      {part.problem && <Trouble problem={part.problem} retry={part.retry} />}
      {!canDraw && <p class="notice">{words.noCanvas}</p>}
      {held && (
        <p class="notice moving" role="status">
          {words.moving(nameOf(held))}{' '}
          <button type="button" class="small" onClick={explorer.rest}>
            {words.done}
          </button>
        </p>
      )}
      <div
        ref={box}
        class="canvas"
        role="img"
        aria-busy={canDraw && canvas === null && part.problem === null}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: so that keys can move it
        tabIndex={0}
        aria-label={`${words.canvasLabel(scene.nodes.length, scene.relations.length)} ${held ? words.moving(nameOf(held)) : words.canvasKeys}`}
        onKeyDown={held ? pressMoving : press}
        onClickCapture={(event) => {
          if (!held || !canvas) return;
          event.stopPropagation();
          explorer.place(held.id, canvas.placeAt(event.clientX, event.clientY));
          explorer.rest();
        }}
      />
      {menu && entity && (
        <Popover label={words.actions(nameOf(entity))} at={menu.at} onClose={() => setMenu(null)}>
          <EntityActions of={entity} close={() => setMenu(null)} />
        </Popover>
      )}
    </div>
  );
}

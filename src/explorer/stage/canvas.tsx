import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { loadPart } from '../api.ts';
import type { Canvas } from '../canvas/canvas.ts';
import { EntityActions } from '../components/actions.tsx';
import {
  useExplorer,
  useLoadedGraph,
  useMessages,
  useObservable,
  useQuery,
  useScene,
  useView,
} from '../components/context.tsx';
import { Legend } from '../components/filters.tsx';
import { keyHandler } from '../components/keys.ts';
import { Popover } from '../components/popover.tsx';
import { ProblemMessage } from '../components/small.tsx';
import { nameOf } from '../format.ts';
import { selectionOf } from '../state/graph-loader.ts';
import { useCanvasTheme } from '../theme.ts';
import { drawingOf, type Highlights } from './drawing.ts';

/** How far an arrow key pans, in pixels. */
const STEP = 60;
/** How far a button pans, in pixels. */
const FAR = 160;
/** How far an arrow key moves an entity, in units of the drawing. */
const NUDGE = 30;
const ZOOM = 1.4;

export function CanvasStage({ paths }: { paths: Highlights }) {
  const explorer = useExplorer();
  const t = useMessages();
  const view = useView();
  const scene = useScene();
  const graph = useLoadedGraph();
  const box = useRef<HTMLDivElement>(null);
  const [canvas, setCanvas] = useState<Canvas | null>(null);
  const [canDraw, setCanDraw] = useState(true);
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const { model } = explorer;
  const theme = useCanvasTheme(model);

  const part = useQuery(() => loadPart(import('../canvas/canvas.ts')), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: created once; another effect updates its theme
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
        onSelectNode: (id) => explorer.select(id),
        onSelectEdge(id) {
          const relation = explorer.graph.get().relations.get(id);
          if (relation) explorer.selectRelation(selectionOf(relation));
        },
        onSelectNothing: () => store.dispatch({ type: 'select', selection: null }),
        onExpand: (id) => void explorer.expand(id),
        onMove: (id, at) => explorer.moveTo(id, at),
        onMenu: (id, at) => setMenu({ id, at }),
      },
      theme,
    );
    setCanvas(made);
    return () => made.dispose();
  }, [part.value]);

  const { selection } = view;
  const drawing = useMemo(() => drawingOf(scene, selection, t, model, paths), [scene, selection, t, model, paths]);
  const { nodes } = view;
  const fitted = useRef(0);
  useLayoutEffect(() => {
    if (!canvas) return;
    canvas.show(drawing);
    // Fit the viewport when entities are added. It stays where it is when hidden entities appear again.
    if (drawing.nodes.length === 0) return;
    if (nodes.length > fitted.current) canvas.fit();
    fitted.current = nodes.length;
  }, [canvas, drawing, nodes]);
  useEffect(() => canvas?.setTheme(theme), [canvas, theme]);

  const moving = useObservable(explorer.moving);
  const moved = scene.nodes.find(({ id }) => id === moving);
  // All moves by key since the entity was picked up are undone together.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new symbol for each entity that is moved
  const gesture = useMemo(() => Symbol('moving'), [moving]);
  const nudge = (dx: number, dy: number) => {
    if (moved) explorer.moveTo(moved.id, { x: moved.x + dx, y: moved.y + dy }, gesture);
  };
  useLayoutEffect(() => {
    // So that the arrow keys go to the canvas; closing the menu gave the focus back to its button.
    if (moving !== null) box.current?.focus();
  }, [moving]);
  useEffect(() => explorer.stopMoving, [explorer]);
  // The entity may have been hidden or removed, or may not exist at another date.
  useEffect(() => {
    if (moving !== null && !moved) explorer.stopMoving();
  }, [moving, moved, explorer]);
  const pressMoving = keyHandler([
    ['ArrowLeft', () => nudge(-NUDGE, 0)],
    ['ArrowRight', () => nudge(NUDGE, 0)],
    ['ArrowUp', () => nudge(0, -NUDGE)],
    ['ArrowDown', () => nudge(0, NUDGE)],
    ['Enter', explorer.stopMoving],
    ['Escape', explorer.stopMoving],
  ]);
  const press = keyHandler([
    ['ArrowLeft', () => canvas?.pan(STEP, 0)],
    ['ArrowRight', () => canvas?.pan(-STEP, 0)],
    ['ArrowUp', () => canvas?.pan(0, STEP)],
    ['ArrowDown', () => canvas?.pan(0, -STEP)],
    ['+', () => canvas?.zoom(ZOOM)],
    ['=', () => canvas?.zoom(ZOOM)],
    ['-', () => canvas?.zoom(1 / ZOOM)],
    ['0', () => canvas?.fit()],
  ]);
  const entity = menu && graph.entities.get(menu.id);
  const movedEntity = moved && graph.entities.get(moved.id);
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
          <button type="button" class="icon" aria-label={t.zoomIn} title={t.zoomIn} onClick={() => canvas?.zoom(ZOOM)}>
            +
          </button>
          <button
            type="button"
            class="icon"
            aria-label={t.zoomOut}
            title={t.zoomOut}
            onClick={() => canvas?.zoom(1 / ZOOM)}
          >
            −
          </button>
          {pan(t.panLeft, '←', FAR, 0)}
          {pan(t.panUp, '↑', 0, FAR)}
          {pan(t.panDown, '↓', 0, -FAR)}
          {pan(t.panRight, '→', -FAR, 0)}
          <button type="button" class="small" onClick={() => canvas?.fit()}>
            {t.fit}
          </button>
          <button type="button" class="small" onClick={() => void explorer.arrange()}>
            {t.arrange}
          </button>
        </div>
      </div>
      {part.problem && <ProblemMessage problem={part.problem} retry={part.retry} />}
      {!canDraw && <p class="notice">{t.noCanvas}</p>}
      {movedEntity && (
        <p class="notice moving" role="status">
          {t.moving(nameOf(movedEntity))}{' '}
          <button type="button" class="small" onClick={explorer.stopMoving}>
            {t.done}
          </button>
        </p>
      )}
      <div
        ref={box}
        class="canvas"
        role="img"
        aria-busy={canDraw && canvas === null && part.problem === null}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys pan it
        tabIndex={0}
        aria-label={`${t.canvasLabel(scene.nodes.length, scene.relations.length)} ${movedEntity ? t.moving(nameOf(movedEntity)) : t.canvasKeys}`}
        onKeyDown={movedEntity ? pressMoving : press}
        onClickCapture={(event) => {
          if (!movedEntity || !canvas) return;
          event.stopPropagation();
          explorer.moveTo(movedEntity.id, canvas.pointAt(event.clientX, event.clientY));
          explorer.stopMoving();
        }}
      />
      {menu && entity && (
        <Popover label={t.actions(nameOf(entity))} at={menu.at} onClose={() => setMenu(null)}>
          <EntityActions of={entity} close={() => setMenu(null)} />
        </Popover>
      )}
    </div>
  );
}

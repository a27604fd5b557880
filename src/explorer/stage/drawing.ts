import type { Drawing } from '../canvas/drawing.ts';
import { nameOf } from '../format.ts';
import type { Messages } from '../i18n.ts';
import type { Model } from '../model.ts';
import type { Scene } from '../state/graph-loader.ts';
import type { Selection } from '../state/view.ts';

export interface Highlights {
  readonly nodes: ReadonlySet<string>;
  readonly relations: ReadonlySet<string>;
}

/** The drawing of a scene, for the canvas and for saved files. */
export function drawingOf(
  scene: Scene,
  chosen: Selection | null,
  t: Messages,
  model: Model,
  paths: Highlights,
): Drawing {
  const hasPath = paths.relations.size > 0;
  const ends = new Set(chosen?.kind === 'relation' ? [chosen.from, chosen.to] : chosen ? [chosen.id] : []);
  return {
    nodes: scene.nodes.map(({ id, x, y, pinned, entity, degree, hiddenRelations }) => ({
      id,
      label: nameOf(entity),
      type: entity.__typename,
      x,
      y,
      weight: degree,
      pinned,
      selected: ends.has(id),
      dimmed: hasPath && !paths.nodes.has(id) && !ends.has(id),
      onPath: paths.nodes.has(id),
      hiddenMore: hiddenRelations,
    })),
    edges: scene.relations.map(({ relation, from, to }) => ({
      id: relation.id,
      from,
      to,
      label: model.reading(t, relation.type, 'OUT').text,
      selected: chosen?.kind === 'relation' && chosen.id === relation.id,
      onPath: paths.relations.has(relation.id),
      dimmed: (hasPath && !paths.relations.has(relation.id)) || relation.rank === 'DEPRECATED',
      uncertain: !relation.certain,
    })),
  };
}

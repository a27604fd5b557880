import type { UnitOfWork } from '../graph/port/graph.ts';
import type { ConnectionPart, Position, Shape, TimeTravel } from '../graph/query/query.ts';
import type { Answer } from '../graph/query/row-decoder.ts';
import { typeLabel } from '../graph/storage/encoding.ts';

/** Whether a list is a whole label in the order of one property: what an engine's room may keep. */
function keptOrder(part: ConnectionPart, { asOf, known }: TimeTravel) {
  const [first, last, ...more] = part.order;
  const whole = part.step === null && part.filter === null && !part.contested && asOf === null && known === null;
  if (!whole || more.length > 0 || first?.kind !== 'column' || first.side !== 'node' || last?.kind !== 'column')
    return null;
  return last.column === 'id' && !last.descending ? first : null;
}

/** Gives the page of a list its ids, where the engine's room keeps its order. */
export async function withOrderedPage(unit: UnitOfWork, shape: Shape, timeTravel: TimeTravel): Promise<Shape> {
  if (!unit.inOrder || shape.kind !== 'list' || !shape.part.page) return shape;
  const key = keptOrder(shape.part, timeTravel);
  if (!key) return shape;
  const { page } = shape.part;
  const pair = (position: Position | null) => (position ? ([position[0] ?? null, String(position[1])] as const) : null);
  const ids = await unit.inOrder({
    label: typeLabel(shape.part.type),
    column: key.column,
    descending: key.descending,
    after: pair(page.after),
    before: pair(page.before),
    backward: page.backward,
    limit: page.limit,
  });
  return { ...shape, part: { ...shape.part, page: { ...page, ids } } };
}

/** The rows of a page in the order of its ids. */
export function inPageOrder(shape: Shape, answer: Answer): Answer {
  const ids = shape.kind === 'list' ? shape.part.page?.ids : undefined;
  if (!ids || !answer.page) return answer;
  const rows = new Map(answer.page.map((row) => [row.node.id, row]));
  return { ...answer, page: ids.flatMap((id) => rows.get(id) ?? []) };
}

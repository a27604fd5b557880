import type { ListResult } from '../graph/cypher/row-decoder.ts';
import { typeLabel } from '../graph/encoding/names.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import type { ConnectionPart, Position, Shape, TimeTravel } from '../graph/query/query.ts';

/** The key of a list that an engine may keep in order: a whole label ordered by one property; otherwise null. */
function cachedOrderKey(part: ConnectionPart, { asOf, known }: TimeTravel) {
  const [first, last, ...more] = part.order;
  const whole = part.step === null && part.filter === null && !part.contested && asOf === null && known === null;
  if (!whole || more.length > 0 || first?.kind !== 'column' || first.side !== 'node' || last?.kind !== 'column')
    return null;
  return last.column === 'id' && !last.descending ? first : null;
}

/** Adds the ids of a list's page, if the engine keeps its order. */
export async function withOrderedPage(unit: UnitOfWork, shape: Shape, timeTravel: TimeTravel): Promise<Shape> {
  if (!unit.inOrder || shape.kind !== 'list' || !shape.part.page) return shape;
  const key = cachedOrderKey(shape.part, timeTravel);
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

/** Puts the rows of a page in the order of its ids. */
export function inPageOrder(shape: Shape, result: ListResult): ListResult {
  const ids = shape.kind === 'list' ? shape.part.page?.ids : undefined;
  if (!ids || !result.page) return result;
  const rows = new Map(result.page.map((row) => [row.node.id, row]));
  return { ...result, page: ids.flatMap((id) => rows.get(id) ?? []) };
}

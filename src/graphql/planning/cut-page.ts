import type { PageRange, Position } from '../../graph/query/query.ts';
import { type PageInfo, pageInfo } from './connection.ts';

/** How a page is cut out of a whole list that is in memory, in its order. */
interface Cut<T, E> {
  readonly all: readonly T[];
  readonly range: PageRange;
  /** Below 0 if an item comes before a position, 0 if it is there, above 0 if it comes after it. */
  compareTo(item: T, position: Position): number;
  edgeOf(item: T): E;
}

/** A page of a list that is in memory. */
export class CutPage<E extends { readonly cursor: string }> {
  readonly edges: readonly E[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;

  private constructor(edges: readonly E[], info: PageInfo, totalCount: number) {
    this.edges = edges;
    this.pageInfo = info;
    this.totalCount = totalCount;
  }

  static of<T, E extends { readonly cursor: string }>({ all, range, compareTo, edgeOf }: Cut<T, E>): CutPage<E> {
    const { after, before, backward, limit } = range;
    const indexOf = (fits: (item: T) => boolean) => {
      const index = all.findIndex(fits);
      return index < 0 ? all.length : index;
    };
    const low = after ? indexOf((item) => compareTo(item, after) > 0) : 0;
    const high = Math.max(low, before ? indexOf((item) => compareTo(item, before) >= 0) : all.length);
    // A range asks for one row more than the page has.
    const size = limit - 1;
    const from = backward ? Math.max(low, high - size) : low;
    const to = backward ? high : Math.min(high, low + size);
    const edges = all.slice(from, to).map(edgeOf);
    return new CutPage(
      edges,
      pageInfo(to < all.length, from > 0, () => edges),
      all.length,
    );
  }
}

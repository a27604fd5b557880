import { ENTITY, LINKED, pathOf, queryOf, relationPath } from '../../i18n/page-addresses.ts';
import type { Group } from './model.ts';

/** Where things have their pages. */

export const STYLE = '/pages/entity.css';

/** What is kept from page to page. */
export interface View {
  /** The language that was asked for, where that was not left to the browser. */
  readonly language: string | null;
  readonly asOf: string | null;
}

export interface Place {
  readonly group?: Group | null | undefined;
  readonly after?: string | null | undefined;
  /** The id of a relation that is cited. */
  readonly fact?: string | null | undefined;
}

const placeQuery = (view: View, { group, after, fact }: Place) =>
  queryOf({ relations: group?.type, direction: group?.direction, after, fact, asOf: view.asOf, lang: view.language });

export const entityAddress = (id: string, view: View, place: Place = {}) => pathOf(id) + placeQuery(view, place);

export const linkedAddress = (id: string, view: View, place: Place = {}) =>
  pathOf(id) + LINKED + placeQuery({ ...view, language: null }, place);

/** Where a relation is shown wherever it stands among others: on the page of the entity that it begins at. */
export const factAddress = (relation: { id: string; from: { id: string } }, view: View) =>
  relationPath(relation.from.id, relation.id, { asOf: view.asOf });

/** The id that a path names, and in which form it is asked for; null where the path is no entity's. */
export function readPath(path: string): { readonly id: string; readonly isLinked: boolean } | null {
  if (!path.startsWith(ENTITY)) return null;
  const isLinked = path.endsWith(LINKED);
  const rest = path.slice(ENTITY.length, isLinked ? -LINKED.length : undefined);
  try {
    return { id: decodeURIComponent(rest), isLinked };
  } catch {
    return { id: rest, isLinked };
  }
}

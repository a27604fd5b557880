/** Where entities and facts have their pages: the server answers there, and the explorer links to them. */

export const ENTITY = '/entity/';

/** What the address of linked data ends in. */
export const LINKED = '.jsonld';

/** A colon and a slash may stand in a query, and ids are easier to read with them. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':').replaceAll('%2F', '/');

export const queryOf = (parameters: Readonly<Record<string, string | null | undefined>>): string => {
  const given = Object.entries(parameters).filter((one): one is [string, string] => typeof one[1] === 'string');
  return given.length > 0 ? `?${given.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')}` : '';
};

/** An id that ends as linked data does would be taken for that. */
export const pathOf = (id: string) =>
  ENTITY +
  encodeURIComponent(id.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/\.jsonld$/, '%2Ejsonld');

/** The name of a fact within a page: that of a field, or the id of a relation, which may hold anything behind its ends. */
export const anchor = (name: string) => encodeURI(name.toWellFormed());

export const fieldPath = (id: string, field: string) => `${pathOf(id)}#${anchor(field)}`;

/** A relation has its place on the page of the entity where it begins. */
export const relationPath = (
  from: string,
  relation: string,
  parameters: Readonly<Record<string, string | null>> = {},
) => `${pathOf(from)}${queryOf({ fact: relation, ...parameters })}#${anchor(relation)}`;

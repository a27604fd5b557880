/** Addresses of the pages of entities and facts. The server answers them, and the explorer links to them. */

/** The beginning of the path of an entity’s page. */
export const ENTITY = '/entity/';

/** The ending of an address of JSON-LD. */
export const LINKED = '.jsonld';

/** Keeps colons and slashes, which a query may contain, so that ids stay readable. */
const encodeQuery = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':').replaceAll('%2F', '/');

/**
 * The query of an address with the parameters that have a value; an empty string if none has.
 * @example queryOf({ asOf: '2024-05-01', lang: null }) // '?asOf=2024-05-01'
 */
export const queryOf = (parameters: Readonly<Record<string, string | null | undefined>>): string => {
  const present = Object.entries(parameters).filter((one): one is [string, string] => typeof one[1] === 'string');
  return present.length > 0
    ? `?${present.map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(value)}`).join('&')}`
    : '';
};

/** The path of an entity's page. An id that ends in .jsonld is escaped, as it would be taken for JSON-LD. */
export const pathOf = (id: string) =>
  ENTITY +
  encodeURIComponent(id.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/\.jsonld$/, '%2Ejsonld');

/** The URL fragment of a fact: the name of a field or the id of a relation, whose key may contain any character. */
export const fragmentOf = (name: string) => encodeURI(name.toWellFormed());

/** The path of a field: its place on the page of its entity. */
export const fieldPath = (id: string, field: string) => `${pathOf(id)}#${fragmentOf(field)}`;

/** The path of a relation: it is shown on the page of the entity where it begins. */
export const relationPath = (
  from: string,
  relation: string,
  parameters: Readonly<Record<string, string | null>> = {},
) => `${pathOf(from)}${queryOf({ fact: relation, ...parameters })}#${fragmentOf(relation)}`;

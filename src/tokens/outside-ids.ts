import { createHash } from 'node:crypto';

/** Ids that others give an entity: `Q884`, `https://ror.org/05apxxy63`, `0000-0002-1825-0097`. */

/** The longest id that is a token as it is. */
const LONGEST = 60;

const isAddress = (text: string) => /^[a-z][a-z0-9+.-]*:|^[\w-]+(?:\.[\w-]+)+\//i.test(text);

/** An address without what makes no difference: case of letters, protocol, `www`, the last slash, Wikidata's two paths. */
const plainAddress = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^(?:www|m)\./, '')
    .replace(/\/+$/, '')
    .replace(/^wikidata\.org\/wiki\//, 'wikidata.org/entity/');

/** The letters and digits of the last part of an address, or of an id. */
const keyOf = (text: string) => {
  const [last = ''] = plainAddress(text)
    .split(/[/=#:]/)
    .slice(-1);
  return last.replace(/[^\p{L}\p{N}]/gu, '');
};

/** Whether a text may be an id that others give: it has no space, and letters with digits or many digits. */
const mayBeId = (text: string) => !/\s/.test(text) && /\d/.test(text) && /[a-z]|\d{6}|\d-\d/i.test(text);

/** The token of an outside id. */
export function outsideIdToken(text: string): string | null {
  const key = keyOf(text);
  if (key === '') return null;
  return `u${key.length > LONGEST ? createHash('sha1').update(key).digest('hex') : key}`;
}

/** The token that entities with an outside id have, if a text may be one; null otherwise. */
export function searchedIdToken(text: string): string | null {
  const trimmed = text.trim();
  return isAddress(trimmed) || mayBeId(trimmed) ? outsideIdToken(trimmed) : null;
}

/** Whether a text is an outside id: its address, however written, or the id in it. */
export const isOutsideId = (text: string, address: string): boolean =>
  isAddress(text.trim()) ? plainAddress(text) === plainAddress(address) : keyOf(text) === keyOf(address);

/**
 * Ids that other registries give to the same thing, as URIs. Everybody writes them in another way, so each registry has
 * one form here, and two sources that mean the same id state the same text.
 */

/** A registry: the addresses of its entries, and the one form of them. */
interface Registry {
  /** Host without `www.`, and path; the first group is the id. */
  readonly address: RegExp;
  /** The URI of an id; null if it can't be an id of the registry. */
  uri(id: string): string | null;
}

/** Whether the last character is the check character of ISO 7064 MOD 11-2, which ORCID and ISNI have. */
export function hasCheckCharacter(id: string): boolean {
  if (!/^\d{15}[\dX]$/.test(id)) return false;
  let total = 0;
  for (const digit of id.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return id[15] === (check === 10 ? 'X' : String(check));
}

const digits = (id: string) => id.replace(/[\s-]|%20/g, '').toUpperCase();
/** Parts of an address after the id that say how to show it: a language, a tab, a file ending. */
const VIEW = '(?:_[a-z]{2}\\.html|/(?:[a-z]{2}|factsheet|results|reporting)(?:/[a-z]{2})?)?';

const REGISTRIES: readonly Registry[] = [
  {
    address:
      /^(?:m\.)?wikidata\.org\/(?:wiki\/(?:special:entity(?:data|page)\/)?|entity\/)(q[1-9]\d*)(?:\.(?:json|rdf|ttl|nt|html))?$/i,
    uri: (id) => `https://www.wikidata.org/entity/${id.toUpperCase()}`,
  },
  { address: /^ror\.org\/(0[a-z0-9]{6}\d{2})$/i, uri: (id) => `https://ror.org/${id.toLowerCase()}` },
  {
    address: new RegExp(`^cordis\\.europa\\.eu/projects?/((?:id|rcn)/\\d+)${VIEW}$`, 'i'),
    uri: (id) => `https://cordis.europa.eu/project/${id.toLowerCase()}`,
  },
  {
    address: /^orcid\.org\/((?:\d{4}-?){3}\d{3}[\dx])$/i,
    uri: (id) => {
      const code = digits(id);
      return hasCheckCharacter(code) ? `https://orcid.org/${code.replace(/(.{4})(?=.)/g, '$1-')}` : null;
    },
  },
  {
    address: /^isni\.org\/(?:isni\/)?((?:\d{4}(?:[\s-]|%20)*){3}\d{3}[\dx])$/i,
    uri: (id) => (hasCheckCharacter(digits(id)) ? `https://isni.org/isni/${digits(id)}` : null),
  },
  {
    address: /^grid\.ac\/institutes\/(grid\.\d+\.[0-9a-f]+)$/i,
    uri: (id) => `https://www.grid.ac/institutes/${id.toLowerCase()}`,
  },
  { address: /^viaf\.org\/(?:[a-z]{2}\/)?viaf\/(\d+)$/i, uri: (id) => `https://viaf.org/viaf/${id}` },
  // DOIs do not depend on case.
  { address: /^(?:dx\.)?doi\.org\/(10\.\d{4,9}\/\S+)$/i, uri: (id) => `https://doi.org/${id.toLowerCase()}` },
];

/**
 * The canonical form of a URI of a known registry: Wikidata, ROR, CORDIS, ORCID, ISNI, GRID, VIAF, DOI. Other URIs, and
 * those whose id can't be one (its check character is wrong), stay as they are written.
 *
 * @example
 * canonicalUri('http://wikidata.org/wiki/Q884/'); // 'https://www.wikidata.org/entity/Q884'
 * canonicalUri('https://en.wikipedia.org/wiki/Q884'); // unchanged
 */
export function canonicalUri(uri: string): string {
  const address = /^https?:\/\/(?:www\.)?(.*)$/is.exec(uri.trim())?.[1];
  if (address === undefined) return uri;
  const plain = address.replace(/\/+$/, '');
  for (const registry of REGISTRIES) {
    const id = registry.address.exec(plain)?.[1];
    if (id !== undefined) return registry.uri(id) ?? uri;
  }
  return uri;
}

/** URIs in their canonical forms, each once; the same list if nothing changes. */
export function canonicalUris(uris: readonly string[]): readonly string[] {
  if (uris.length === 0) return uris;
  const canonical = uris.map(canonicalUri);
  const once = [...new Set(canonical)];
  return once.length === uris.length && once.every((uri, at) => uri === uris[at]) ? uris : once;
}

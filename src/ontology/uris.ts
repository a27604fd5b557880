/**
 * Schemes of URIs that only lead somewhere or name something. Any other one may be run by whoever opens it: javascript:
 * and data: by a browser, file: and the schemes of programs by the machine.
 */
const URI_SCHEMES: ReadonlySet<string> = new Set(
  'http https ftp ftps urn info doi hdl ark did tag ni oid isbn issn geo mailto tel'
    .split(' ')
    .map((name) => `${name}:`),
);
const LONGEST_URI = 4000;
const URI_EXAMPLE = 'such as https://ror.org/00abc';
/** Control characters, which URL parsers skip, and those that change the direction of the text around them. */
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** Checks an absolute URI, which must be safe to open. */
export function checkUri(text: string): string {
  if (text.length > LONGEST_URI) throw new Error(`expected a URI of at most ${LONGEST_URI} characters`);
  if (!URL.canParse(text)) throw new Error(`expected a URI, ${URI_EXAMPLE}`);
  if (HIDDEN.test(text)) throw new Error(`expected a URI without control characters, ${URI_EXAMPLE}`);
  const { protocol, username, password } = new URL(text);
  if (!URI_SCHEMES.has(protocol)) {
    const names = [...URI_SCHEMES].map((scheme) => scheme.slice(0, -1)).join(', ');
    throw new Error(`expected a URI that is safe to open, with one of the schemes ${names}`);
  }
  if (username || password) throw new Error(`expected a URI without a user name, ${URI_EXAMPLE}`);
  return text;
}

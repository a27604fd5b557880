/** The first parts of the server's own paths. A base path that began with one could not be told from it. */
const OWN = new Set(['entity', 'explorer', 'graphql', 'health', 'metrics', 'pages', 'ready']);
const MAX_LENGTH = 200;

/**
 * Whether a text is a path that the server can have in front of its own paths.
 * @example isBasePath('/kg') // true
 * @example isBasePath('/kg/') // false
 */
export function isBasePath(text: string): boolean {
  const parts = text.split('/').slice(1);
  return (
    text.length <= MAX_LENGTH &&
    /^(?:\/[\w.~-]+)+$/.test(text) &&
    !parts.some((part) => part === '.' || part === '..') &&
    !OWN.has(parts[0] ?? '')
  );
}

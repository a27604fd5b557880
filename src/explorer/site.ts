/** The build puts the page's files into /explorer/assets/; during development, Vite serves them from /. */
const TO_ROOT = import.meta.env?.DEV ? '/' : '../../';

/** Where the server is for this page: behind a proxy, there may be a path in front of all its addresses. */
const root = new URL(TO_ROOT, import.meta.url);

/**
 * The whole address of a path of the server.
 * @example addressOf('/entity/area:6g') // 'https://kg.example.org/kg/entity/area:6g'
 */
export const addressOf = (path: string): string => new URL(`.${path}`, root).href;

import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { ENTITY } from '../../i18n/page-addresses.ts';
import { STYLE } from '../pages/address.ts';

/** Pages that are read without a script. What makes them is loaded when the first one is asked for (pages/answering.ts). */
export interface Pages {
  answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void>;
  /** Tells a reader that there is nothing at a path. */
  missing(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Whether pages are what answers at a path. */
export const isPage = (path: string): boolean => path.startsWith(ENTITY) || path === STYLE;

/** Whether who asks would rather read a page than JSON. */
export const prefersPage = (request: IncomingMessage): boolean =>
  new Negotiator(request).mediaType(['application/json', 'text/html']) === 'text/html';

import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { ENTITY } from '../../i18n/page-addresses.ts';
import type { PublicAddress } from '../http/public-address.ts';
import { STYLE } from './address.ts';
import type { Asker } from './asker.ts';

/** The pages that need no script. The code that renders them (handler.ts) is loaded with the first request for one. */
export interface Pages {
  answer(request: IncomingMessage, response: ServerResponse, at: PublicAddress, asker: Asker): Promise<void>;
  /** Answers 404 with a page. */
  missing(request: IncomingMessage, response: ServerResponse, at: PublicAddress): Promise<void>;
}

/** Whether a path belongs to the pages. */
export const isPage = (path: string): boolean => path.startsWith(ENTITY) || path === STYLE;

/** Content negotiation (RFC 9110, 12.5.1): whether the client prefers HTML to JSON. */
export const prefersPage = (request: IncomingMessage): boolean =>
  new Negotiator(request).mediaType(['application/json', 'text/html']) === 'text/html';

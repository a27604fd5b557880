import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { EntenteError, type ErrorCode } from '../../errors.ts';
import { type Catalogue, catalogueOf, LANGUAGES } from '../../i18n/catalogue.ts';
import { queryOf } from '../../i18n/page-addresses.ts';
import type { Facts } from '../../ontology/facts.ts';
import { packageRoot } from '../../package-root.ts';
import { Content } from '../http/content.ts';
import { failure as failureBody } from '../http/responses.ts';
import type { ServerYoga } from '../http/yoga.ts';
import { entityAddress, readPath, STYLE, type View } from './address.ts';
import { askThrough } from './ask.ts';
import { dayIn, entityPage } from './entity.tsx';
import { factsOf } from './facts.ts';
import { type Failure, failurePage } from './failure.tsx';
import { askModel, type Group, type Model } from './model.ts';
import { type Pages, prefersPage } from './pages.ts';
import { countIn, countsFor, type EntityPart, PAGE, questionFor, relationsIn } from './query.ts';

export interface PagesOptions {
  readonly yoga: ServerYoga;
  /** Milliseconds that a page may take, however often it asks. */
  readonly timeout: number;
  /** Facts as JSON-LD. */
  readonly describe: (facts: Facts) => Promise<string>;
}

/** No script runs in these pages, whoever wrote it. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** A request that can't be answered with what it asks for. */
class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  BAD_CURSOR: 400,
  LIMIT_EXCEEDED: 400,
  TIMEOUT: 504,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** What a request asks for, beside the entity. */
interface Wanted {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly words: Catalogue;
  readonly view: View;
}

function canonicalLanguage(tag: string | null): string | null {
  try {
    return tag ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null;
  } catch {
    return null;
  }
}

function read(request: IncomingMessage): Wanted {
  const [asked = '', search = ''] = (request.url ?? '').split('?', 2);
  // Two slashes at the beginning of a link lead to another server.
  const path = asked.replace(/^[/\\]+/, '/');
  const parameters = new URLSearchParams(search);
  const language = canonicalLanguage(parameters.get('lang'));
  const accepted = new Negotiator(request).language(LANGUAGES.map((words) => words.language));
  const words = catalogueOf(language ?? accepted);
  return { path, parameters, words, view: { language, asOf: parameters.get('asOf') || null } };
}

export async function createPages({ yoga, timeout, describe }: PagesOptions): Promise<Pages> {
  const ask = askThrough(yoga);
  const style = new Content(await readFile(new URL('dist/entity.css', packageRoot)), 'text/css; charset=utf-8', {
    'cache-control': 'no-cache',
  });
  let asking: Promise<Model> | undefined;
  const model = () => {
    asking ??= askModel(ask).catch((error) => {
      asking = undefined;
      throw error;
    });
    return asking;
  };

  async function sendFailure(
    request: IncomingMessage,
    response: ServerResponse,
    { path, parameters, words }: Wanted,
    failure: Failure,
  ): Promise<void> {
    const { status, code, message } = failure;
    const headers = { vary: 'accept, accept-language', 'cache-control': 'no-store' };
    if (!prefersPage(request)) {
      const body = Buffer.from(JSON.stringify(failureBody(code, message)));
      return new Content(body, 'application/json; charset=utf-8', headers, 'page').send(request, response, status);
    }
    const inLanguage = (lang: string) => path + queryOf({ ...Object.fromEntries(parameters), lang });
    const html = failurePage(words, failure, inLanguage);
    return page(html, words, headers).send(request, response, status);
  }

  async function entity(
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<{ html: () => string; linked: string; isLinked: boolean }> {
    const { path, parameters, words, view } = wanted;
    const { id, isLinked } = readPath(path) ?? { id: '', isLinked: false };
    const known = await model();
    const type = known.typeOf(id);
    if (type === undefined) throw noId(id);
    const [relations, direction, after] = ['relations', 'direction', 'after'].map(
      (name) => parameters.get(name) || null,
    );
    const all = known.groups(type);
    const group = all.find((one) => one.type === relations && one.direction === direction) ?? null;
    if ((relations ?? direction ?? after) !== null && group === null) throw noGroup(id, view, all);
    const fact = parameters.get('fact') || null;
    const askOf = async <T>(query: string, variables: object): Promise<T> => {
      const told = await ask<{ entity: T | null }>(query, { id, asOf: view.asOf, ...variables }, signal).catch(
        (error) => {
          throw error instanceof EntenteError ? refusal(error, id, wanted, timeout) : error;
        },
      );
      if (told.entity === null) throw noEntity(id, view);
      return told.entity;
    };
    const counts = group || all.length === 0 ? {} : await askOf<object>(countsFor(all), {});
    const counted = group
      ? []
      : all.map((one) => ({ ...one, count: countIn(counts, one) })).filter(({ count }) => count > 0);
    const groups = group ? [group] : counted;
    const found = await askOf<EntityPart>(
      questionFor(known, { groups, isOnePage: group !== null, isCited: fact !== null }),
      {
        language: view.language ?? words.language,
        ...(groups.length > 0 ? { first: PAGE } : {}),
        ...(group ? { after } : {}),
        ...(fact === null ? {} : { fact }),
      },
    );
    const shownGroups = group ? [{ ...group, count: relationsIn(found, group).totalCount ?? 0 }] : counted;
    const edges = [...groups.flatMap((one) => relationsIn(found, one).edges), ...(found.cited?.edges ?? [])];
    const linked = await describe(factsOf(known, found, edges));
    const shown = { model: known, words, view, entity: found, groups: shownGroups, fact, linked };
    return { html: () => entityPage({ ...shown, page: group && { group, after: after ?? null } }), linked, isLinked };
  }

  return {
    async answer(request, response, signal) {
      const wanted = read(request);
      if (wanted.path === STYLE) return style.send(request, response);
      try {
        const { html, linked, isLinked } = await entity(
          wanted,
          AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        );
        const headers = { vary: 'accept, accept-language', 'cache-control': 'no-cache' };
        const content = isLinked
          ? new Content(Buffer.from(linked), 'application/ld+json', { ...headers, vary: 'accept' }, 'page')
          : page(html(), wanted.words, headers);
        return await content.send(request, response);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return sendFailure(request, response, wanted, error.failure);
      }
    },
    missing(request, response) {
      const wanted = read(request);
      const { path } = wanted;
      const message = `There is nothing at ${path}: the API is at /graphql and its explorer at /.`;
      const said = (words: Catalogue) => words.failure.noPage(path);
      return sendFailure(request, response, wanted, { status: 404, code: 'BAD_USER_INPUT', message, said });
    },
  };
}

const page = (html: string, words: Catalogue, headers: Readonly<Record<string, string>>) =>
  new Content(
    Buffer.from(html),
    'text/html; charset=utf-8',
    { 'content-security-policy': POLICY, 'content-language': words.language, ...headers },
    'page',
  );

const noId = (id: string) =>
  new Refused({
    status: 404,
    code: 'BAD_USER_INPUT',
    message: `${id === '' ? 'No id is given' : `"${id}" is no id`}: an id is a kind, a colon and a name in lower case, such as minister:lee-jong-ho.`,
    said: (words) => words.failure.noId(id),
  });

const noEntity = (id: string, view: View) =>
  new Refused({
    status: 404,
    code: 'BAD_USER_INPUT',
    message: `There is nothing by the id ${id}${view.asOf === null ? '' : ` as of ${view.asOf}`}.`,
    said: ({ failure, ...words }) =>
      view.asOf === null ? failure.noEntity(id) : failure.noEntityThen(id, dayIn({ failure, ...words }, view.asOf)),
    onwards:
      view.asOf === null
        ? []
        : [{ address: entityAddress(id, { ...view, asOf: null }), said: (words) => words.failure.showNow }],
  });

const noGroup = (id: string, view: View, groups: readonly Group[]) =>
  new Refused({
    status: 400,
    code: 'BAD_USER_INPUT',
    message: `"relations" and "direction" expect a type of relation that ${id} can have and which way it is followed, one of ${groups.map(({ type, direction }) => `${type} ${direction}`).join(', ')}.`,
    said: (words) => words.failure.noGroup,
    onwards: [{ address: entityAddress(id, view), said: (words) => words.page.whole }],
  });

/** An error of the API as a page tells it. */
function refusal(
  { code, message: told }: EntenteError,
  id: string,
  { path, parameters, view }: Wanted,
  timeout: number,
): Refused {
  // An argument that makes no sense is told by its name.
  if (code === 'BAD_USER_INPUT' && told.startsWith('"id" ')) return noId(id);
  const isLate = code === 'TIMEOUT';
  const message = isLate ? `The page took longer than ${timeout} ms, which is what is allowed. Try again.` : told;
  const status = STATUS[code];
  const again = {
    address: path + queryOf(Object.fromEntries(parameters)),
    said: (words: Catalogue) => words.failure.again,
  };
  const whole = { address: entityAddress(id, { ...view, asOf: null }), said: (words: Catalogue) => words.page.whole };
  return new Refused({
    status,
    code,
    message,
    ...(isLate ? { said: (words: Catalogue) => words.failure.late(timeout) } : {}),
    onwards: [status >= 500 ? again : whole],
  });
}

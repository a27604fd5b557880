import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { EntenteError } from '../../errors.ts';
import { type Catalogue, catalogueOf, LANGUAGES } from '../../i18n/catalogue.ts';
import { queryOf } from '../../i18n/page-addresses.ts';
import type { Facts } from '../../ontology/facts.ts';
import { packageRoot } from '../../package-root.ts';
import { Content } from '../http/content.ts';
import { RESPONSES } from '../http/masking.ts';
import type { PublicAddress } from '../http/public-address.ts';
import { errorBody } from '../http/responses.ts';
import type { ServerYoga } from '../http/yoga.ts';
import { entityAddress, readPath, STYLE, type View } from './address.ts';
import type { Asker } from './asker.ts';
import { dayIn, entityPage } from './entity.tsx';
import { errorPage, type Failure } from './error-page.tsx';
import { factsOf } from './facts.ts';
import { type Group, loadModel, type Model } from './model.ts';
import { type Pages, prefersPage } from './pages.ts';
import { countIn, countsQueryFor, type EntityPart, PAGE_SIZE, queryFor, relationsIn } from './query.ts';
import { queryThrough } from './query-api.ts';

/** What the pages need. */
export interface PagesOptions {
  readonly yoga: ServerYoga;
  /** Milliseconds that a page may take, for all its queries together. */
  readonly timeout: number;
  /** Writes facts as JSON-LD. */
  readonly describe: (facts: Facts) => Promise<string>;
}

/** Allows no script at all. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Thrown when a request is answered with an error page. */
class PageError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Seconds after which a page that the server was too busy for may be asked for again. */
const RETRY_AFTER = '5';

/** A request for a page, read from its URL and headers. */
interface PageRequest {
  readonly at: PublicAddress;
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly catalogue: Catalogue;
  readonly view: View;
}

function canonicalLanguage(tag: string | null): string | null {
  try {
    return tag ? (Intl.getCanonicalLocales(tag)[0] ?? null) : null;
  } catch {
    // Not a BCP 47 tag, as in a URL written by hand: the browser's languages decide.
    return null;
  }
}

function readRequest(request: IncomingMessage, at: PublicAddress): PageRequest {
  const [pathname = '', search = ''] = (request.url ?? '').split('?', 2);
  // A link that begins with two slashes would lead to another server.
  const path = pathname.replace(/^[/\\]+/, '/');
  const parameters = new URLSearchParams(search);
  const language = canonicalLanguage(parameters.get('lang'));
  const accepted = new Negotiator(request).language(LANGUAGES.map((catalogue) => catalogue.language));
  const catalogue = catalogueOf(language ?? accepted);
  const view = { root: at.root, language, asOf: parameters.get('asOf') || null };
  return { at, path, parameters, catalogue, view };
}

/** Creates the pages of entities and facts. Loads the ontology from the API at the first request. */
export async function createPages({ yoga, timeout, describe }: PagesOptions): Promise<Pages> {
  const query = queryThrough(yoga);
  const style = new Content(await readFile(new URL('dist/entity.css', packageRoot)), 'text/css; charset=utf-8', {
    'cache-control': 'no-cache',
  });
  let loading: Promise<Model> | undefined;
  const getModel = () => {
    loading ??= loadModel(query).catch((error) => {
      // The next request tries again.
      loading = undefined;
      throw error;
    });
    return loading;
  };

  async function sendFailure(
    request: IncomingMessage,
    response: ServerResponse,
    { at: { root }, path, parameters, catalogue }: PageRequest,
    failure: Failure,
  ): Promise<void> {
    const { status, code, message } = failure;
    const retry = status === 503 ? { 'retry-after': RETRY_AFTER } : {};
    const headers = { vary: 'accept, accept-language', 'cache-control': 'no-store', ...retry };
    if (!prefersPage(request)) {
      const body = Buffer.from(JSON.stringify(errorBody(code, message)));
      return new Content(body, 'application/json; charset=utf-8', headers, 'page').send(request, response, status);
    }
    const inLanguage = (lang: string) => root + path + queryOf({ ...Object.fromEntries(parameters), lang });
    const html = errorPage(catalogue, failure, root, inLanguage);
    return htmlContent(html, catalogue, headers).send(request, response, status);
  }

  async function renderEntity(
    pageRequest: PageRequest,
    asker: Asker,
  ): Promise<{ html: () => string; jsonld: string; isLinked: boolean }> {
    const { path, parameters, catalogue, view } = pageRequest;
    const { id, isLinked } = readPath(path) ?? { id: '', isLinked: false };
    const model = await getModel();
    const type = model.typeOf(id);
    if (type === undefined) throw invalidId(id);
    const [relations, direction, after] = ['relations', 'direction', 'after'].map(
      (name) => parameters.get(name) || null,
    );
    const all = model.groups(type);
    const group = all.find((one) => one.type === relations && one.direction === direction) ?? null;
    if ((relations ?? direction ?? after) !== null && group === null) throw unknownGroup(id, view, all);
    const fact = parameters.get('fact') || null;
    const queryEntity = async <T>(text: string, variables: object): Promise<T> => {
      const { entity } = await query<{ entity: T | null }>(text, { id, asOf: view.asOf, ...variables }, asker).catch(
        (error) => {
          throw error instanceof EntenteError ? pageErrorOf(error, id, pageRequest, timeout) : error;
        },
      );
      if (entity === null) throw unknownEntity(id, view);
      return entity;
    };
    const counts = group || all.length === 0 ? {} : await queryEntity<object>(countsQueryFor(all), {});
    const counted = group
      ? []
      : all.map((one) => ({ ...one, count: countIn(counts, one) })).filter(({ count }) => count > 0);
    const groups = group ? [group] : counted;
    const entity = await queryEntity<EntityPart>(
      queryFor(model, { groups, isOnePage: group !== null, isCited: fact !== null }),
      {
        language: view.language ?? catalogue.language,
        ...(groups.length > 0 ? { first: PAGE_SIZE } : {}),
        ...(group ? { after } : {}),
        ...(fact === null ? {} : { fact }),
      },
    );
    const shownGroups = group ? [{ ...group, count: relationsIn(entity, group).totalCount ?? 0 }] : counted;
    const edges = [...groups.flatMap((one) => relationsIn(entity, one).edges), ...(entity.cited?.edges ?? [])];
    const jsonld = await describe(factsOf(model, entity, edges));
    const page = group && { group, after: after ?? null };
    const { origin } = pageRequest.at;
    const shown = { model, catalogue, view, origin, entity, groups: shownGroups, fact, linked: jsonld, page };
    const html = () => entityPage(shown);
    return { html, jsonld, isLinked };
  }

  return {
    async answer(request, response, at, { client, signal }) {
      const pageRequest = readRequest(request, at);
      if (pageRequest.path === STYLE) return style.send(request, response);
      try {
        const { html, jsonld, isLinked } = await renderEntity(pageRequest, {
          client,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        });
        const headers = { vary: 'accept, accept-language', 'cache-control': 'no-cache' };
        const content = isLinked
          ? new Content(Buffer.from(jsonld), 'application/ld+json', { ...headers, vary: 'accept' }, 'page')
          : htmlContent(html(), pageRequest.catalogue, headers);
        return await content.send(request, response);
      } catch (error) {
        if (!(error instanceof PageError)) throw error;
        return sendFailure(request, response, pageRequest, error.failure);
      }
    },
    missing(request, response, at) {
      const pageRequest = readRequest(request, at);
      const path = at.root + pageRequest.path;
      const message = `There is nothing at ${path}: the API is at ${at.root}/graphql and its explorer at ${at.root}/.`;
      const localised = (catalogue: Catalogue) => catalogue.failure.noPage(path);
      return sendFailure(request, response, pageRequest, { status: 404, code: 'BAD_USER_INPUT', message, localised });
    },
  };
}

const htmlContent = (html: string, catalogue: Catalogue, headers: Readonly<Record<string, string>>) =>
  new Content(
    Buffer.from(html),
    'text/html; charset=utf-8',
    { 'content-security-policy': POLICY, 'content-language': catalogue.language, ...headers },
    'page',
  );

const invalidId = (id: string) =>
  new PageError({
    status: 404,
    code: 'BAD_USER_INPUT',
    message: `${id === '' ? 'The id is missing' : `"${id}" is not a valid id`}: an id is an entity type, a colon and a name, all in lower case, such as minister:lee-jong-ho.`,
    localised: ({ failure }) => failure.noId(id),
  });

const unknownEntity = (id: string, view: View) =>
  new PageError({
    status: 404,
    code: 'BAD_USER_INPUT',
    message: `There is no entity with the id ${id}${view.asOf === null ? '' : ` as of ${view.asOf}`}.`,
    localised: (catalogue) =>
      view.asOf === null
        ? catalogue.failure.noEntity(id)
        : catalogue.failure.noEntityThen(id, dayIn(catalogue, view.asOf)),
    links:
      view.asOf === null
        ? []
        : [{ address: entityAddress(id, { ...view, asOf: null }), label: ({ failure }) => failure.showNow }],
  });

const unknownGroup = (id: string, view: View, groups: readonly Group[]) =>
  new PageError({
    status: 400,
    code: 'BAD_USER_INPUT',
    message: `"relations" and "direction" expect a relation type that ${id} can have and its direction, one of ${groups.map(({ type, direction }) => `${type} ${direction}`).join(', ')}.`,
    localised: ({ failure }) => failure.noGroup,
    links: [{ address: entityAddress(id, view), label: ({ page }) => page.whole }],
  });

/** The error page for an error of the API. */
function pageErrorOf(
  error: EntenteError,
  id: string,
  { path, parameters, view }: PageRequest,
  timeout: number,
): PageError {
  // Messages of the API about an argument begin with its name.
  if (error.code === 'BAD_USER_INPUT' && error.message.startsWith('"id" ')) return invalidId(id);
  const isLate = error.code === 'TIMEOUT';
  const message = isLate ? `The page took longer than ${timeout} ms, which is the limit. Try again.` : error.message;
  const { status } = RESPONSES[error.code];
  const retry = {
    address: view.root + path + queryOf(Object.fromEntries(parameters)),
    label: ({ failure }: Catalogue) => failure.again,
  };
  const whole = { address: entityAddress(id, { ...view, asOf: null }), label: ({ page }: Catalogue) => page.whole };
  return new PageError({
    status,
    code: error.code,
    message,
    ...(isLate ? { localised: ({ failure }: Catalogue) => failure.late(timeout) } : {}),
    links: [status >= 500 ? retry : whole],
  });
}

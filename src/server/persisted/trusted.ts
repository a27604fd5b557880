import { GraphQLError, parse, print, stripIgnoredCharacters } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { badRequest, quoted } from '../../errors.ts';
import type { RequestContext } from '../http/answer-cache.ts';

/** The names under which clients send the id of an operation, beside the extension of automatic persisted queries. */
export const ID_NAMES = ['documentId', 'doc_id', 'id'] as const;

/** An operation without what GraphQL ignores: spaces, commas and comments. */
const normalised = (text: string): string => stripIgnoredCharacters(text);

/** The operations that the operator trusts, by their ids and by their texts. */
export class TrustedDocuments {
  /** Whether the server answers these operations only. */
  readonly isExclusive: boolean;
  readonly #own: ReadonlySet<string>;
  #texts: ReadonlyMap<string, string> = new Map();
  #known: ReadonlySet<string> = new Set();
  #longest = 0;

  /** `own` are the operations of the server's own pages, which it answers in any case. */
  constructor({ isExclusive = false, own = [] }: { isExclusive?: boolean; own?: readonly string[] } = {}) {
    this.isExclusive = isExclusive;
    // GraphiQL shows the operations as the printer writes them.
    this.#own = new Set(own.flatMap((text) => [normalised(text), normalised(print(parse(text)))]));
    this.replace(new Map());
  }

  /** Trusts other operations, by their ids, from now on. */
  replace(texts: ReadonlyMap<string, string>): void {
    this.#texts = texts;
    this.#known = new Set([...this.#own, ...[...texts.values()].map(normalised)]);
    this.#longest = [...this.#known].reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /** The operation with an id; undefined if there is none. An id may name its hash, as in `sha256:…`. */
  textOf(id: string): string | undefined {
    return this.#texts.get(id) ?? this.#texts.get(id.replace(/^sha256:/, ''));
  }

  /** Whether a text is that of a trusted operation, however it is laid out. */
  has(text: string): boolean {
    // The printer's spaces make an operation a few times longer; what is longer still isn't read at all.
    if (text.length > 10 * this.#longest) return false;
    try {
      return this.#known.has(normalised(text));
    } catch {
      // A syntax error.
      return false;
    }
  }
}

/** An id of an operation, and whether automatic persisted queries may know it. */
function idIn(params: Readonly<Record<string, unknown>>): { id: string; isHash: boolean } | null {
  for (const name of ID_NAMES) {
    const id = params[name];
    if (id === undefined || id === null) continue;
    if (typeof id !== 'string')
      throw badRequest(`"${name}" expects the id of an operation as a text; got ${quoted(id)}.`);
    return { id, isHash: false };
  }
  const persisted = (params.extensions as { persistedQuery?: { sha256Hash?: unknown } } | undefined)?.persistedQuery;
  const hash = persisted?.sha256Hash;
  return typeof hash === 'string' ? { id: hash, isHash: true } : null;
}

const refused = (message: string, status: number) =>
  new GraphQLError(message, { extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST', http: { status } } });

const unknownId = (id: string) =>
  refused(
    `There is no operation with the id "${id.slice(0, 100)}" among those that this server trusts. Send an id of the file in --operations, or ask the operator to add the operation.`,
    404,
  );

/** Replaces the id of a trusted operation by the operation, and refuses others where only those are answered. */
export function useTrustedDocuments(trusted: TrustedDocuments): Plugin<object, Partial<RequestContext>> {
  return {
    onParams({ params, setParams, context }) {
      if (context.isOwn) return;
      const given = idIn(params as Readonly<Record<string, unknown>>);
      const { query, operationName, variables } = params;
      const answer = (text: string) => {
        // The operation needs no registering.
        const { persistedQuery: _, ...extensions } = params.extensions ?? {};
        const known: GraphQLParams = { query: text, extensions };
        if (operationName !== undefined) known.operationName = operationName;
        if (variables !== undefined) known.variables = variables;
        setParams(known);
      };
      if (query) {
        if (given && !given.isHash) throw badRequest('A request expects an operation or its id; got both. Send one.');
        if (!trusted.isExclusive) return;
        if (typeof query === 'string' && trusted.has(query)) return answer(query);
        throw refused(
          'This server answers trusted operations only, and this is none of them. Send the id of an operation of the file in --operations, or ask the operator to add yours.',
          403,
        );
      }
      if (!given) return;
      const text = trusted.textOf(given.id);
      if (text !== undefined) return answer(text);
      if (!given.isHash || trusted.isExclusive) throw unknownId(given.id);
    },
  };
}

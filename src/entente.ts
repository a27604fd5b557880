import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { type Api, createApi } from './create-api.ts';
import { checkImport, checkOptions, type EntenteOptions } from './entente-options.ts';
import { EntenteError } from './errors.ts';
import { existingIds } from './export/selection.ts';
import type { Graph } from './graph/port/graph.ts';
import { prepareToRead } from './graph/storage/layout.ts';
import type { ChangeCounts, ImportOptions, ImportResult } from './import-options.ts';
import { loadWhenEmpty } from './ingest/facts/bundled.ts';
import type { FactProblem, FactsInput } from './ingest/facts/fact-objects.ts';
import { InvalidOntology } from './ontology/check.ts';
import { createOntology, type Ontology } from './ontology/ontology.ts';
import { openDatabase } from './open-database.ts';
import { record } from './recording/record.ts';

/** Bytes of a request: the same limit as that of the server. */
const BODY_LIMIT = 1_000_000;

/** Facts that `record` refused, with every problem. Nothing was written. */
export class InvalidFacts extends EntenteError {
  readonly problems: readonly FactProblem[];
  constructor(problems: readonly FactProblem[]) {
    const lines = problems.map(({ at, expected, got }) => `${at}: expected ${expected}; got ${got}`);
    super('BAD_USER_INPUT', lines.join('\n'));
    this.name = 'InvalidFacts';
    this.problems = problems;
  }
}

/** What `record` changed. */
export interface RecordResult {
  readonly entities: ChangeCounts;
  readonly relations: ChangeCounts;
  /** Cycles in hierarchies, as ids: each entity is a part of the next one, and the last one of the first. */
  readonly cycles: readonly (readonly string[])[];
}

/** An open graph. */
export interface Entente {
  readonly ontology: Ontology;
  /** The GraphQL schema, for tools and for servers of your own; its resolvers need a `contextValue`. */
  readonly schema: GraphQLSchema;
  /**
   * Makes the `contextValue` of one operation, for `execute` or `graphql` of graphql-js. Unlike `fetch`, these apply
   * no limits and no deadline, and don't mask errors.
   *
   * @example
   * await graphql({ schema: entente.schema, source: '{ projects { totalCount } }', contextValue: entente.contextValue() });
   */
  contextValue(options?: { readonly signal?: AbortSignal }): object;
  /**
   * Answers a request to `endpoint` as the server does: GraphQL over HTTP, at most 1 MB, with limits, deadline and masked errors.
   *
   * @example
   * app.all('/graphql', (c) => entente.fetch(c.req.raw)); // Hono
   */
  fetch(request: Request): Promise<Response>;
  /**
   * The same for node:http and frameworks on top of it.
   *
   * @example
   * createServer(entente.nodeHandler).listen(4000); // node:http
   * app.use('/graphql', entente.nodeHandler); // Express: before any body parser
   */
  nodeHandler(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Adds facts to the graph in one transaction, and returns the changes. The facts are checked as
   * a facts file is: against the ontology, and that every entity they refer to is among them or in the graph. Neither
   * their order nor that of calls that succeed matters, and recording them again changes nothing.
   *
   * @throws InvalidFacts with every problem; nothing is written then
   * @example
   * await entente.record({
   *   entities: [
   *     {
   *       id: 'document:annual-report',
   *       names: [{ text: 'Annual report', language: 'en' }],
   *       sources: [{ document: 'document:annual-report' }],
   *     },
   *   ],
   * });
   */
  record(facts: FactsInput): Promise<RecordResult>;
  /**
   * Imports a file in batches, as `entente import` does. A file ending in .gz or .zip is unpacked.
   *
   * @throws EntenteError with the code BAD_USER_INPUT if the file or an option can't be used at all
   * @example
   * const { rows } = await entente.importFile('partners.csv', { format: 'csv', mapping: 'partners.yaml' });
   */
  importFile(path: string, options?: ImportOptions): Promise<ImportResult>;
  /** Waits for running writes, then closes the database. Later calls fail. */
  close(): Promise<void>;
}

/**
 * Opens a graph: in a folder, in Neo4j, or in memory.
 *
 * @throws EntenteError with the code UNAVAILABLE if the database can't be opened, such as a folder that another process has open
 * @throws EntenteError with the code BAD_USER_INPUT if an option is wrong
 * @throws InvalidOntology if the ontology has a name that the API or the database uses itself, such as the type `Query`
 * @example
 * const entente = await createEntente({ folder: '.entente', bundledData: true });
 */
export async function createEntente(options: EntenteOptions = {}): Promise<Entente> {
  checkOptions(options);
  const { ontology = createOntology(), timeout = 10_000, endpoint = '/graphql', cors = [] } = options;
  const { logger = console, bundledData = false } = options;
  const graph = await openDatabase(locationOf(options), timeout);
  try {
    await graph.ready();
    const refused = await prepareToRead(graph, ontology);
    if (refused) logger.error({ err: refused }, refused.message);
    if (bundledData && !refused) await loadWhenEmpty(graph, ontology);
    const api = namesChecked(() =>
      createApi(graph, ontology, { logger, timeout, endpoint, cors, bodyLimit: BODY_LIMIT }),
    );
    const inTurn = queue();
    return {
      ontology,
      schema: api.schema,
      contextValue: ({ signal } = {}) => api.makeContext(signal && { signal }),
      fetch: async (request) => api.yoga.fetch(request),
      nodeHandler: async (request, response) => api.yoga(request, response),
      record: (facts) => inTurn(() => recordFacts(graph, ontology, facts)),
      importFile: (path, given = {}) =>
        inTurn(async () => {
          checkImport(path, given);
          return (await import('./import-file.ts')).importFile(graph, ontology, path, given);
        }),
      async close() {
        api.close();
        await inTurn(async () => {
          await api.yoga.dispose();
          await graph.close();
        });
      },
    };
  } catch (error) {
    await graph.close();
    throw error;
  }
}

/** Explains a schema that can't be built: an added type or list has a name that the API itself uses. */
function namesChecked(create: () => Api): Api {
  try {
    return create();
  } catch (error) {
    throw new InvalidOntology(
      `The ontology is wrong: expected names that the GraphQL API does not use itself, got this error: ${(error as Error).message.replace(/\.$/, '')}.`,
    );
  }
}

function locationOf({ folder, neo4j }: EntenteOptions): Parameters<typeof openDatabase>[0] {
  if (!neo4j) return { data: folder ?? null, neo4j: null };
  const { uri, username = 'neo4j', password = null, database = null, poolSize = 50, acquisitionTimeout = 3000 } = neo4j;
  return { data: null, neo4j: { uri, username, password, database, poolSize, acquisitionTimeout } };
}

/** Runs writes one after another: an import compares its rows with what the graph holds. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

async function recordFacts(graph: Graph, ontology: Ontology, input: FactsInput): Promise<RecordResult> {
  const { checkFactObjects } = await import('./ingest/facts/fact-objects.ts');
  const { facts, problems, references } = checkFactObjects(input, ontology);
  const { missing } = await existingIds(graph, ontology, [...new Set(references.map(({ id }) => id))]);
  const unknown = references
    .filter(({ id }) => missing.includes(id))
    .map(({ at, role, id }) => ({ at, expected: `${role} that is among the facts or in the graph`, got: id }));
  if (problems.length + unknown.length > 0) throw new InvalidFacts([...problems, ...unknown]);
  const { entities, relations, cycles } = await record(graph, ontology, facts);
  return { entities, relations, cycles };
}

import { type IncomingHttpHeaders, request as nodeRequest, type RequestOptions } from 'node:http';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { badInput, unavailable } from '../../src/errors.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/http/server.ts';
import { createServerYoga, type YogaOptions } from '../../src/server/http/yoga.ts';
import { databaseDeclarations, serveDeclarations, serveSettings } from '../../src/settings.ts';

export const silent = pino({ level: 'silent' });

export interface TestContext {
  readonly signal: AbortSignal;
}

/** Controls a waiting resolver: `entered` resolves once it runs, and `open` lets it finish. */
export interface Gate {
  readonly entered: Promise<TestContext>;
  open(): void;
}

type Field = GraphQLFieldConfig<unknown, TestContext>;

const PAGE: GraphQLFieldConfigArgumentMap = { first: { type: GraphQLInt }, last: { type: GraphQLInt } };

function testSchema(enter: (context: TestContext) => Promise<string>): GraphQLSchema {
  const person: GraphQLObjectType = new GraphQLObjectType({
    name: 'Person',
    fields: () => ({
      id: { type: GraphQLID, resolve: () => 'p1' },
      name: { type: GraphQLString, resolve: () => 'Ada' },
      friend: { type: person, resolve: () => ({}) },
      friends: { type: connection, args: PAGE, resolve: () => ({}) },
    }),
  });
  const edge = new GraphQLObjectType({
    name: 'PersonEdge',
    fields: { node: { type: person, resolve: () => ({}) } },
  });
  const connection = new GraphQLObjectType({
    name: 'PersonConnection',
    fields: { edges: { type: new GraphQLList(edge), resolve: () => [{}] } },
  });
  const fails = (makeError: () => Error): Field => ({
    type: GraphQLString,
    resolve: () => {
      throw makeError();
    },
  });
  const query = new GraphQLObjectType<unknown, TestContext>({
    name: 'Query',
    fields: {
      hello: { type: GraphQLString, resolve: () => 'world' },
      echo: { type: GraphQLString, args: { n: { type: GraphQLInt } }, resolve: (_, args) => String(args.n) },
      person: { type: person, resolve: () => ({}) },
      people: { type: connection, args: PAGE, resolve: () => ({}) },
      nodes: {
        type: new GraphQLList(person),
        args: { ids: { type: new GraphQLNonNull(new GraphQLList(GraphQLID)) } },
        resolve: () => [],
      },
      kind: { type: new GraphQLEnumType({ name: 'Kind', values: { A: {}, B: {} } }) },
      secret: fails(() => new Error('bolt://neo4j:hunter2@db failed')),
      mendable: fails(() => badInput('A year is four digits; got "20x4".')),
      away: fails(() => unavailable('The graph is away.', new Error('bolt://neo4j:hunter2@db failed'))),
      never: { type: GraphQLString, resolve: (_, __, context) => enter(context) },
    },
  });
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: { change: { type: GraphQLBoolean, resolve: () => true } },
  });
  return new GraphQLSchema({ query, mutation });
}

export function testYoga(options: Partial<YogaOptions> = {}) {
  let entered: (context: TestContext) => void = () => undefined;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const gate: Gate = {
    entered: new Promise((resolve) => {
      entered = resolve;
    }),
    open: () => open(),
  };
  const schema = testSchema(async (context) => {
    entered(context);
    await opened;
    return 'at last';
  });
  const yoga = createServerYoga({ schema, makeContext: ({ signal }) => ({ signal }), logger: silent, ...options });
  return { yoga, gate };
}

export function testGraph(overrides: Partial<Graph> = {}): Graph {
  const refuse = () => Promise.reject(new Error('not part of this test'));
  const supported = { supported: true, reason: 'test' };
  return {
    name: 'test',
    capabilities: {
      relationIndexes: supported,
      orderedIndexes: supported,
      tokenIndexes: supported,
      topologyCache: supported,
      wideStatements: supported,
      sharedDatabase: supported,
      guardedReads: supported,
      numbers: supported,
      stoppableStatements: supported,
      copies: supported,
    },
    read: refuse,
    readWithState: refuse,
    write: refuse,
    define: refuse,
    version: () => null,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ...overrides,
  };
}

/** Starts a server for one test. */
export async function startForTest(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const yoga = options.yoga ?? testYoga().yoga;
  const server = await startServer({
    graph: testGraph(),
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    ...options,
    yoga,
  });
  onTestFinished(() => server.close());
  return server;
}

/** An answer as it was sent: fetch would normalise the path, request its own encodings and decode them. */
export interface Exact {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends exactly what it is told to. */
export const sendExactly = (options: RequestOptions, body?: string) =>
  new Promise<Exact>((resolve, reject) => {
    nodeRequest(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end(body);
  });

export function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

type ServeTexts = Parameters<typeof serveSettings>[0];

/** The settings of a server by their texts; those that are left out have their defaults. */
export function settingsOf(texts: Partial<ServeTexts> = {}) {
  const defaults = Object.entries({ ...databaseDeclarations, ...serveDeclarations }).flatMap(([name, setting]) =>
    'default' in setting ? [[name, setting.default]] : [],
  );
  return serveSettings({ ...(Object.fromEntries(defaults) as ServeTexts), ...texts });
}

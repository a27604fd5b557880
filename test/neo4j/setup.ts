import type { TestProject } from 'vitest/node';
import { isWhole } from '../support/extent.ts';
import { availability, type Neo4jServer, type Neo4jVersion, startNeo4j, versions } from './server.js';

/**
 * Each test empties the database, after which Neo4j plans anew whatever it planned ten seconds ago or earlier. The graphs
 * of the tests are so small that any plan will do: that took a third of the server's processor time.
 */
const KEPT_PLANS = { 'dbms.cypher.min_replan_interval': '1h' };

/** A server that the tests use. They share its one database; each file empties it first. */
export interface ProvidedNeo4j {
  name: string;
  /** "unknown" for the server in NEO4J_URI. */
  version: string;
  uri: string;
  username: string;
  password: string;
  database?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    neo4j: ProvidedNeo4j[];
    /** Why each missing server is missing, in one sentence. */
    neo4jNotTested: string[];
  }
}

/** Starts each Neo4j once for the run. Vitest calls it only if a test file of the project neo4j is to run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const named = namedServer(process.env);
  if (named) {
    project.provide('neo4j', [named]);
    project.provide('neo4jNotTested', []);
    return undefined;
  }
  const results = await Promise.all((isWhole ? versions : [await firstAvailable()]).map(started));
  const servers = results.flatMap(({ server }) => server ?? []);
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  const missing = results.filter(({ reason }) => reason !== undefined);
  const required = missing.filter(({ version }) => isRequired(version, process.env.ENTENTE_REQUIRE_NEO4J));
  if (required.length > 0) {
    await stop();
    const reasons = required.map(({ version, reason }) => `${version.name} (${reason})`);
    throw new Error(`ENTENTE_REQUIRE_NEO4J requires servers that are missing: ${reasons.join('; ')}`);
  }
  project.provide(
    'neo4j',
    results.flatMap(({ version, server }) => (server ? [provided(version, server)] : [])),
  );
  project.provide('neo4jNotTested', missing.map(sentence));
  return async () => {
    await stop();
    // Printed last, so that it appears below the summary of the run.
    if (missing.length > 0) console.error(`\nNOT TESTED: ${missing.map(sentence).join('; ')}\n`);
  };
}

/** The server of a short run: the oldest one that this machine can start. */
async function firstAvailable(): Promise<Neo4jVersion> {
  for (const version of versions) if ((await availability(version.version)).available) return version;
  return versions[0] as Neo4jVersion;
}

interface Result {
  version: Neo4jVersion;
  server?: Neo4jServer;
  reason?: string;
}

async function started(version: Neo4jVersion): Promise<Result> {
  const state = await availability(version.version);
  if (!state.available) return { version, reason: state.reason };
  try {
    return { version, server: await startNeo4j({ version: version.version, settings: KEPT_PLANS }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(reason);
    return { version, reason };
  }
}

/** One line; the output of Maven or of a server has many. */
function sentence({ version, reason = '' }: Result): string {
  return `${version.name} (${reason.split('\n', 1)[0]})`;
}

function provided({ name, version }: Neo4jVersion, { uri, username, password }: Neo4jServer): ProvidedNeo4j {
  return { name, version, uri, username, password };
}

/** "5.26, 2026" requires 5.26.30 and 2026.08.1. */
function isRequired({ version }: Neo4jVersion, prefixes = ''): boolean {
  return prefixes
    .split(',')
    .map((prefix) => prefix.trim())
    .some((prefix) => prefix !== '' && `${version}.`.startsWith(`${prefix}.`));
}

function namedServer(env: NodeJS.ProcessEnv): ProvidedNeo4j | undefined {
  const { NEO4J_URI: uri, NEO4J_USERNAME: username, NEO4J_PASSWORD: password, NEO4J_DATABASE: database } = env;
  if (!uri) return undefined;
  if (!password) throw new Error(`NEO4J_URI is ${uri}, but NEO4J_PASSWORD is not set: set both or neither.`);
  return {
    name: `Neo4j at ${uri}`,
    version: 'unknown',
    uri,
    username: username || 'neo4j',
    password,
    ...(database ? { database } : {}),
  };
}

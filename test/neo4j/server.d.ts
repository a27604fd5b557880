export interface Neo4jVersion {
  /** The display name: "Neo4j 5.26". */
  name: string;
  /** The version on Maven Central: "5.26.30". */
  version: string;
  /** The smallest major version of Java that runs it. */
  java: number;
}

export interface Neo4jServer {
  uri: string;
  username: string;
  password: string;
  port: number;
  folder: string;
  pid: number;
  version: string;
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<unknown>;
  /** Kills it with SIGKILL and waits for its end. Its folder stays, so that it can be restarted. */
  kill(): Promise<void>;
  /** Stops it, waits for its end, and removes its folder if that is a temporary one. */
  stop(): Promise<void>;
}

/** The versions that the tests run on. */
export declare const versions: readonly Neo4jVersion[];

export declare function versionOf(text: string): Neo4jVersion;

/** Whether this machine can start a version, or the reason why it cannot: no Maven or no suitable Java. */
export declare function availability(
  version: string,
): Promise<{ available: true; java: string } | { available: false; reason: string }>;

/** Starts a server and waits until Bolt answers. By default it uses a temporary folder and a free port. */
export declare function startNeo4j(options: {
  version: string;
  folder?: string;
  port?: number;
  /** Options of the Java virtual machine; by default those for a small server that starts quickly. */
  java?: readonly string[];
  /** Settings of neo4j.conf. */
  settings?: Readonly<Record<string, string>>;
}): Promise<Neo4jServer>;

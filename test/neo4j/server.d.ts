export interface Neo4jVersion {
  /** As people say it: "Neo4j 5.26". */
  name: string;
  /** As Maven Central has it: "5.26.30". */
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
  /** Ends it with SIGKILL and waits for that; its folder stays, to be started again. */
  kill(): Promise<void>;
  /** Ends it and waits for that; removes its folder if that was a temporary one. */
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
  settings?: Record<string, string>;
  /** Options of the Java virtual machine; by default those for a small server that starts quickly. */
  java?: readonly string[];
}): Promise<Neo4jServer>;

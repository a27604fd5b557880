import type { Graph } from '../../graph/port/graph.ts';
import { CAPABILITIES } from './capabilities.ts';

/** A graph whose every call fails with the same error. */
export function failing(name: string, error: Error): Graph {
  const fail = () => Promise.reject(error);
  const fails = { read: fail, readWithState: fail, write: fail, define: fail, copy: fail, ready: fail };
  return { ...fails, name, capabilities: CAPABILITIES, version: () => 0, close: () => Promise.resolve() };
}

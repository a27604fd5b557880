import { readFileSync } from 'node:fs';
import { packageRoot } from '../../package-root.ts';
import type { Parameters, Statement } from '../port/graph.ts';

const folder = new URL('cypher/', packageRoot);
const texts = new Map<string, string>();

/** The statement in the file cypher/NAME.cypher, with parameters. */
export function statement(name: string, parameters: Parameters = {}): Statement {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(new URL(`${name}.cypher`, folder), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('//'))
      .join('\n')
      .trim();
    texts.set(name, text);
  }
  return { text, parameters };
}

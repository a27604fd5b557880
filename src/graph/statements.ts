import { readFileSync } from 'node:fs';
import { root } from '../places.ts';
import type { Parameters, Statement } from './graph.ts';

const folder = new URL('cypher/', root);
const texts = new Map<string, string>();

/** The static statement of the file cypher/NAME.cypher with its parameters. */
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

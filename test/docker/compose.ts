import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment?: Record<string, string | null>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly [key: string]: unknown;
}

export interface Composed {
  readonly services: { readonly neo4j: Service; readonly entente: Service };
  readonly volumes: Record<string, unknown>;
}

/** The forms that the file uses: `${NAME:?what to do}`, `${NAME:-default}` and `$$`. Any other is refused. */
function interpolated(text: string, given: Record<string, string>): string {
  return text.replace(/\$(?:\$|\{(\w+):([?-])([^}]*)\}|)/g, (whole, name?: string, form?: string, rest?: string) => {
    if (whole === '$$') return '$';
    if (name === undefined) throw new Error(`unknown form of a variable in: ${text}`);
    if (given[name]) return given[name];
    if (form === '?') throw new Error(`required variable ${name} is missing a value: ${rest}`);
    return rest ?? '';
  });
}

/** docker-compose.yml as Compose reads it with these variables and without a .env file. */
export function composed(file: string, given: Record<string, string>): Composed {
  return parse(readFileSync(file, 'utf8'), (key, value) => {
    if (key === 'environment') {
      const handedOn = Object.entries(value as object).map(([name, text]) => [name, text ?? given[name] ?? null]);
      return Object.fromEntries(handedOn.filter(([, text]) => text !== null));
    }
    return typeof value === 'string' ? interpolated(value, given) : value;
  });
}

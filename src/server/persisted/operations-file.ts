import { readFile, stat } from 'node:fs/promises';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { Misconfigured } from '../../errors.ts';

/** Bytes of a file of operations. */
const MAX_BYTES = 20_000_000;
/** Faults that one message lists. */
const MAX_FAULTS = 10;
const APOLLO = 'apollo-persisted-query-manifest';
const EXPECTED = `expected {"id": "operation"}, as Relay and GraphQL Code Generator write it, or Apollo's manifest with "format": "${APOLLO}"`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The operations of a file in order: id, name for messages, text. */
function entriesIn(path: string, value: unknown): readonly (readonly [id: string, text: string])[] {
  const wrong = (what: string) => new Misconfigured(`${path}: ${EXPECTED}; got ${what}.`);
  if (!isObject(value)) throw wrong(Array.isArray(value) ? 'a list' : JSON.stringify(value).slice(0, 100));
  if ('format' in value && Array.isArray(value.operations)) {
    if (value.format !== APOLLO || value.version !== 1)
      throw wrong(`the format ${JSON.stringify(value.format)}, version ${JSON.stringify(value.version)}`);
    return value.operations.map((operation: unknown, i) => {
      if (isObject(operation) && typeof operation.id === 'string' && typeof operation.body === 'string')
        return [operation.id, operation.body] as const;
      throw wrong(`no "id" and "body" in operation ${i + 1}`);
    });
  }
  return Object.entries(value).map(([id, text]) => {
    if (typeof text !== 'string') throw wrong(`no text for the id "${id.slice(0, 100)}"`);
    return [id, text] as const;
  });
}

/** What is wrong with an operation; null if nothing is. */
function faultOf(text: string, schema: GraphQLSchema): { name: string; fault: string | null } {
  let name = 'without a name';
  try {
    const document = parse(text, { maxTokens: 20_000 });
    const names = document.definitions.flatMap((one) =>
      one.kind === 'OperationDefinition' && one.name ? [one.name.value] : [],
    );
    if (names.length > 0) name = names.join(', ');
    const [first] = validate(schema, document, undefined, { maxErrors: 1 });
    // The rules of validation pass over everything in an operation of a kind that the schema doesn't have.
    const unknown = document.definitions.find(
      (one) => one.kind === 'OperationDefinition' && !schema.getRootType(one.operation),
    );
    return { name, fault: first?.message ?? (unknown ? 'there are only queries' : null) };
  } catch (error) {
    return { name, fault: (error as Error).message };
  }
}

/**
 * Reads the operations of a file by their ids, and checks each against the schema.
 * @throws {Misconfigured} if the file can't be read or an operation isn't valid; the message names the operations
 */
export async function readOperations(path: string, schema: GraphQLSchema): Promise<ReadonlyMap<string, string>> {
  const read = async () => {
    const found = await stat(path);
    if (!found.isFile() || found.size > MAX_BYTES) {
      const got = found.isFile() ? `one of ${found.size} bytes` : 'something else';
      throw new Misconfigured(`${path}: expected a file of at most ${MAX_BYTES} bytes; got ${got}.`);
    }
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  };
  const value = await read().catch((error: unknown) => {
    if (error instanceof Misconfigured) throw error;
    throw new Misconfigured(`${path}: ${EXPECTED}; got ${(error as Error).message}. Check --operations.`);
  });
  const entries = entriesIn(path, value);
  if (entries.length === 0) throw new Misconfigured(`${path}: ${EXPECTED}; got no operation.`);
  const operations = new Map<string, string>();
  const faults: string[] = [];
  for (const [id, text] of entries) {
    const { name, fault } = faultOf(text, schema);
    const isDouble = operations.has(id) && operations.get(id) !== text;
    if (fault !== null || isDouble)
      faults.push(`${name} (id ${id.slice(0, 100)}): ${fault ?? 'another operation has the same id'}`);
    operations.set(id, text);
  }
  if (faults.length > 0) {
    const more = faults.length > MAX_FAULTS ? `\n…and ${faults.length - MAX_FAULTS} more` : '';
    throw new Misconfigured(
      `${path}: expected operations that fit the schema; these don't:\n${faults.slice(0, MAX_FAULTS).join('\n')}${more}`,
    );
  }
  return operations;
}

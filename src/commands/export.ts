import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExecutionResult, execute, type GraphQLSchema, getNamedType, parse, validate } from 'graphql';
import { type ExportFormat, tables } from '../export/format-names.ts';
import { type FormatOptions, formats } from '../export/formats.ts';
import { DEFAULT_BASE } from '../export/rdf.ts';
import {
  type ExportSelection,
  existingIds,
  expand,
  notifying,
  selectEntities,
  selectEverything,
} from '../export/selection.ts';
import { shareFile } from '../file-rights.ts';
import type { Graph } from '../graph/port/graph.ts';
import { createContext } from '../graphql/planning/context.ts';
import { createSchema } from '../graphql/schema/schema.ts';
import { localServer } from '../local/client.ts';
import type { Call } from '../local/server.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { missingDatabase, withReadDatabase } from '../open-database.ts';
import { progressBar } from '../progress-bar.ts';
import { BadSetting, baseOf, type DatabaseSettings } from '../settings.ts';
import { atPlace } from '../storage-errors.ts';

/** Entities in one page of a filtered list: the largest page that the API gives. */
const PAGE = 100;

/** Facts between two progress reports. */
const PROGRESS_EVERY = 500;

/** The options of the command line, unchecked. */
export interface ExportOptions {
  readonly where?: string | undefined;
  readonly type?: string | undefined;
  readonly of?: readonly string[] | undefined;
  readonly depth?: string | undefined;
  readonly table?: string | undefined;
  readonly base?: string | undefined;
  readonly output?: string | undefined;
}

interface PageOfIds {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The ids of the entities that a filter matches. The API itself reads it, so that there is one language of filters. */
async function matchingIds(graph: Graph, ontology: Ontology, schema: GraphQLSchema, options: ExportOptions) {
  const lists = ontology.entities.map(({ plural }) => plural);
  const { type = '' } = options;
  const field = lists.includes(type) ? schema.getQueryType()?.getFields()[type] : undefined;
  if (!field) {
    throw new BadSetting(`--type expects one of ${lists.join(', ')}; got "${type}".`);
  }
  let where: unknown = null;
  if (options.where !== undefined) {
    try {
      where = JSON.parse(options.where);
    } catch (error) {
      throw new BadSetting(
        `--where expects a filter as JSON, in the form of the API's "where", such as '{"country": {"eq": "KR"}}'; got ${JSON.stringify(options.where)} (${(error as Error).message}).`,
      );
    }
  }
  const input = getNamedType(field.args.find(({ name }) => name === 'where')?.type);
  const document = parse(
    `query ($where: ${input}, $after: String) { ${type}(where: $where, first: ${PAGE}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
  );
  const [invalid] = validate(schema, document);
  if (invalid) throw invalid;
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const result = await execute({
      schema,
      document,
      variableValues: { where, after },
      contextValue: createContext(graph, ontology),
    });
    const { data, errors } = result as ExecutionResult<Record<string, PageOfIds>>;
    const page: PageOfIds | undefined = data?.[type];
    if (errors?.[0] || !page) throw new BadSetting(`--where can't be used: ${errors?.[0]?.message}`);
    const { nodes, pageInfo } = page;
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

async function select(graph: Graph, ontology: Ontology, options: ExportOptions): Promise<ExportSelection> {
  const { where, type, of = [], depth = '1' } = options;
  if (of.length > 0) {
    if (where !== undefined || type !== undefined) {
      throw new BadSetting('Use either --of, or --type with --where: each one selects the exported part.');
    }
    if (!/^\d$/.test(depth)) throw new BadSetting(`--depth expects a whole number from 0 to 9; got "${depth}".`);
    const { existing, missing } = await existingIds(graph, ontology, of);
    if (missing.length > 0) {
      throw new BadSetting(`--of expects ids of entities in the graph; it does not contain ${missing.join(', ')}.`);
    }
    return selectEntities(graph, ontology, await expand(graph, ontology, existing, Number(depth)));
  }
  if (options.depth !== undefined) throw new BadSetting('--depth needs --of, which names the entities to start from.');
  if (where === undefined && type === undefined) return selectEverything(graph, ontology);
  if (type === undefined) {
    throw new BadSetting(
      `--where expects --type beside it, one of ${ontology.entities.map(({ plural }) => plural).join(', ')}: filters are of one list.`,
    );
  }
  return selectEntities(graph, ontology, await matchingIds(graph, ontology, createSchema(ontology), options));
}

/** Which table goes to which file; null for standard output. */
function targetsOf(format: ExportFormat, { table, output }: ExportOptions): [FormatOptions['table'], string | null][] {
  const known = tables.find((name) => name === table);
  if (table !== undefined && (!known || format !== 'csv')) {
    throw new BadSetting(`--table expects ${tables.join(' or ')}, with the format csv; got "${table}" with ${format}.`);
  }
  if (format !== 'csv' || known) return [[known ?? 'nodes', output ?? null]];
  if (output === undefined) {
    throw new BadSetting(
      'csv is two tables: name a file with -o, or one of the two with --table nodes or --table edges.',
    );
  }
  const name = output.replace(/\.csv$/i, '');
  return tables.map((which) => [which, `${name}.${which}.csv`]);
}

/** Writes a new file, and removes it on failure: the caller may be gone by then. */
async function writeFile(file: string, text: AsyncIterable<string>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pipeline(Readable.from(text), createWriteStream(file, { flags: 'wx' }), signal ? { signal } : {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw atPlace(error, file);
  }
}

/** Writes to standard output and leaves it open. A reader that stops early, such as head, is not an error. */
async function writeTo(stream: Writable, text: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(text), stream, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** The same text in pieces of some 64 kB: a write for each line costs more than making the line. */
async function* buffered(text: AsyncIterable<string>): AsyncGenerator<string> {
  let pieces: string[] = [];
  let size = 0;
  for await (const piece of text) {
    pieces.push(piece);
    size += piece.length;
    if (size < 65_536) continue;
    yield pieces.join('');
    pieces = [];
    size = 0;
  }
  yield pieces.join('');
}

/** The arguments of an export, as they go to the process that has the database open. */
interface Request {
  readonly format: ExportFormat;
  readonly options: ExportOptions;
  readonly base: string;
  /** Which table goes to which file; null for standard output. */
  readonly targets: readonly (readonly [FormatOptions['table'], string | null])[];
}

interface ExportResult {
  readonly leftOut: number;
}

async function write(
  graph: Graph,
  ontology: Ontology,
  { format, options, base, targets }: Request,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<ExportResult> {
  const selection = await select(graph, ontology, options);
  let done = 0;
  const watched = notifying(selection, () => {
    done += 1;
    if (done % PROGRESS_EVERY === 0) onProgress(Math.min(done, selection.total), selection.total);
  });
  for (const [table, file] of targets) {
    done = 0;
    const text = buffered(formats[format](watched, ontology, { base, table }));
    await (file === null ? writeTo(process.stdout, text) : writeFile(file, text, signal));
  }
  return { leftOut: selection.leftOut };
}

/** The export command of a server that has the database open. */
export const exportCommand =
  (graph: Graph, ontology: Ontology) =>
  (request: Request, { send, signal }: Call): Promise<ExportResult> =>
    write(graph, ontology, request, (done, total) => send({ done, total }), signal);

/** Exports the graph or a part of it: in the server that has the embedded database open, or in this process. */
export async function exportAll(
  settings: DatabaseSettings,
  ontology: Ontology,
  format: ExportFormat,
  options: ExportOptions,
): Promise<void> {
  if (options.base !== undefined && format !== 'jsonld' && format !== 'turtle') {
    throw new BadSetting(`--base expects the format jsonld or turtle, which write IRIs; got ${format}.`);
  }
  const base = baseOf('--base', options.base ?? DEFAULT_BASE);
  const targets = targetsOf(format, options);
  const server = settings.neo4j ? null : await localServer(settings.data);
  const missing = settings.neo4j || server ? null : missingDatabase(settings.data);
  if (missing !== null) throw new BadSetting(missing);
  // The server can't write to the standard output of this process, so it writes to a temporary file.
  const toStdout = targets.some(([, file]) => file === null);
  const temporary = server && toStdout ? mkdtempSync(join(tmpdir(), 'entente-')) : null;
  const parts = targets.map(([table, file]) => {
    const part = file === null ? temporary && join(temporary, 'export') : `${resolve(file)}.${process.pid}.part`;
    return { table, file, part };
  });
  const request: Request = { format, options, base, targets: parts.map(({ table, part }) => [table, part]) };
  const bar = progressBar('Writing |{bar}| {value} of {total} facts');
  const show = (done: number, total: number) => bar?.show(done, total);
  try {
    const { leftOut } = server
      ? await server.call<ExportResult>('export', request, ({ done, total }) => show(done, total))
      : await withReadDatabase(settings, ontology, (graph) => write(graph, ontology, request, show));
    bar?.end();
    for (const { file, part } of parts) {
      if (part === null) continue;
      // The file gets its name once it is complete.
      if (file !== null) {
        shareFile(part);
        await rename(part, file);
      } else await writeTo(process.stdout, createReadStream(part));
    }
    if (leftOut > 0) {
      const [lead, are] = leftOut === 1 ? ['relation leads', 'is'] : ['relations lead', 'are'];
      console.error(`${leftOut} ${lead} to entities that are not exported, and ${are} left out.`);
    }
  } catch (error) {
    for (const { file, part } of parts) {
      if (file === null || part === null) continue;
      await rm(part, { force: true });
      if (!(error instanceof Error) || !error.message.includes(part)) continue;
      throw new Error(`${file} can't be written: ${error.message.replaceAll(part, file)}.`, { cause: error });
    }
    throw error;
  } finally {
    bar?.end();
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
}

import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execute, type GraphQLSchema, getNamedType, parse, validate } from 'graphql';
import { type FormatOptions, formats } from '../export/formats.ts';
import { BASE } from '../export/rdf.ts';
import { among, counted, type ExportSelection, everything, found, within } from '../export/selection.ts';
import type { Graph } from '../graph/port/graph.ts';
import { prepareLayout } from '../graph/storage/layout.ts';
import { createContext } from '../graphql/planning/context.ts';
import { createSchema } from '../graphql/schema/schema.ts';
import { localServer } from '../local/client.ts';
import type { Call } from '../local/server.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { lackOfDatabase, openDatabase } from '../open-database.ts';
import { progressBar } from '../progress-bar.ts';
import { BadSetting, baseOf, type DatabaseSettings } from '../settings.ts';

/** Milliseconds: there is no reader who waits for it. */
const EXPORTING = 600_000;

/** Entities in one page of a filtered list: as many as a list gives. */
const PAGE = 100;

/** Facts between two tellings of how far it is. */
const STEP = 500;

const TABLES = ['nodes', 'edges'] as const;

/** Texts as the command line gives them. */
export interface ExportTexts {
  readonly where?: string | undefined;
  readonly type?: string | undefined;
  readonly of?: readonly string[] | undefined;
  readonly depth?: string | undefined;
  readonly table?: string | undefined;
  readonly base?: string | undefined;
  readonly output?: string | undefined;
}

/** Which entities a filter finds, as the API itself reads it. */
async function matching(graph: Graph, ontology: Ontology, schema: GraphQLSchema, texts: ExportTexts) {
  const lists = ontology.entities.map(({ plural }) => plural);
  const { type = '' } = texts;
  const field = lists.includes(type) ? schema.getQueryType()?.getFields()[type] : undefined;
  if (!field) {
    throw new BadSetting(`--type expects one of ${lists.join(', ')}; got "${type}".`);
  }
  let where: unknown = null;
  if (texts.where !== undefined) {
    try {
      where = JSON.parse(texts.where);
    } catch (error) {
      throw new BadSetting(
        `--where expects a filter as JSON, in the form of the API's "where", such as '{"country": {"eq": "KR"}}'; got ${JSON.stringify(texts.where)} (${(error as Error).message}).`,
      );
    }
  }
  const input = getNamedType(field.args.find(({ name }) => name === 'where')?.type);
  const document = parse(
    `query ($where: ${input}, $after: String) { ${type}(where: $where, first: ${PAGE}, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
  );
  const [wrong] = validate(schema, document);
  if (wrong) throw wrong;
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors }: any = await execute({
      schema,
      document,
      variableValues: { where, after },
      contextValue: createContext(graph, ontology),
    });
    if (errors?.[0]) throw new BadSetting(`--where can't be used: ${errors[0].message}`);
    const { nodes, pageInfo } = data[type];
    ids.push(...nodes.map(({ id }: { id: string }) => id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
  }
}

async function choose(graph: Graph, ontology: Ontology, texts: ExportTexts): Promise<ExportSelection> {
  const { where, type, of = [], depth = '1' } = texts;
  if (of.length > 0) {
    if (where !== undefined || type !== undefined) {
      throw new BadSetting('Use either --of, or --type with --where: each says where the exported part begins.');
    }
    if (!/^\d$/.test(depth)) throw new BadSetting(`--depth expects a whole number from 0 to 9; got "${depth}".`);
    const { there, missing } = await found(graph, ontology, of);
    if (missing.length > 0) {
      throw new BadSetting(`--of expects ids of entities that are in the graph; it holds no ${missing.join(', ')}.`);
    }
    return among(graph, ontology, await within(graph, ontology, there, Number(depth)));
  }
  if (texts.depth !== undefined) throw new BadSetting('--depth goes with --of, which says from where.');
  if (where === undefined && type === undefined) return everything(graph, ontology);
  if (type === undefined) {
    throw new BadSetting(
      `--where expects --type beside it, one of ${ontology.entities.map(({ plural }) => plural).join(', ')}: filters are of one list.`,
    );
  }
  return among(graph, ontology, await matching(graph, ontology, createSchema(ontology), texts));
}

/** What goes where: a file for each table, or standard output where none is named. */
function targets(
  format: keyof typeof formats,
  { table, output }: ExportTexts,
): [FormatOptions['table'], string | null][] {
  const known = TABLES.find((name) => name === table);
  if (table !== undefined && (!known || format !== 'csv')) {
    throw new BadSetting(`--table expects ${TABLES.join(' or ')}, with the format csv; got "${table}" with ${format}.`);
  }
  if (format !== 'csv' || known) return [[known ?? 'nodes', output ?? null]];
  if (output === undefined) {
    throw new BadSetting(
      'csv is two tables: name a file with -o, or one of the two with --table nodes or --table edges.',
    );
  }
  const name = output.replace(/\.csv$/i, '');
  return TABLES.map((which) => [which, `${name}.${which}.csv`]);
}

/** A new file. Whoever asked may be gone when it fails, so what is there of it goes here. */
async function into(file: string, text: AsyncIterable<string>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pipeline(Readable.from(text), createWriteStream(file, { flags: 'wx' }), signal ? { signal } : {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw error;
  }
}

/** Standard output stays open; a reader who has enough, such as head, is no failure. */
async function onto(stream: Writable, text: AsyncIterable<string | Uint8Array>): Promise<void> {
  try {
    await pipeline(Readable.from(text), stream, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** Text in larger pieces, as a call for each line costs more than the line. */
async function* gathered(text: AsyncIterable<string>): AsyncGenerator<string> {
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

/** What an export is asked to do, as it goes to the process that has the database. */
interface Request {
  readonly format: keyof typeof formats;
  readonly texts: ExportTexts;
  readonly base: string;
  /** Which table goes into which file; standard output where it is null. */
  readonly places: readonly (readonly [FormatOptions['table'], string | null])[];
}

interface Written {
  readonly leftOut: number;
}

async function write(
  graph: Graph,
  ontology: Ontology,
  { format, texts, base, places }: Request,
  watch: (passed: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Written> {
  const chosen = await choose(graph, ontology, texts);
  let passed = 0;
  const watched = counted(chosen, () => {
    passed += 1;
    if (passed % STEP === 0) watch(Math.min(passed, chosen.total), chosen.total);
  });
  for (const [table, file] of places) {
    passed = 0;
    const text = gathered(formats[format](watched, ontology, { base, table }));
    await (file === null ? onto(process.stdout, text) : into(file, text, signal));
  }
  return { leftOut: chosen.leftOut };
}

/** The command of a server that has the database open. */
export const exportCommand =
  (graph: Graph, ontology: Ontology) =>
  (request: Request, { send, signal }: Call): Promise<Written> =>
    write(graph, ontology, request, (passed, total) => send({ passed, total }), signal);

/** Writes the graph out, or a part of it: the server that owns an embedded database does, or this process. */
export async function exportAll(
  settings: DatabaseSettings,
  ontology: Ontology,
  format: keyof typeof formats,
  texts: ExportTexts,
): Promise<void> {
  if (texts.base !== undefined && format !== 'jsonld' && format !== 'turtle') {
    throw new BadSetting(`--base expects the format jsonld or turtle, which write IRIs; got ${format}.`);
  }
  const base = baseOf('--base', texts.base ?? BASE);
  const wanted = targets(format, texts);
  const server = settings.neo4j ? null : await localServer(settings.data);
  const lack = settings.neo4j || server ? null : lackOfDatabase(settings.data);
  if (lack !== null) throw new BadSetting(lack);
  // Another process can't write to this one's standard output.
  const kept = server && wanted.some(([, file]) => file === null) ? mkdtempSync(join(tmpdir(), 'entente-')) : null;
  const parts = wanted.map(([table, file]) => {
    const part = file === null ? kept && join(kept, 'export') : `${resolve(file)}.${process.pid}.part`;
    return { table, file, part };
  });
  const request: Request = { format, texts, base, places: parts.map(({ table, part }) => [table, part]) };
  const bar = progressBar('Writing |{bar}| {value} of {total} facts');
  const show = (passed: number, total: number) => bar?.show(passed, total);
  try {
    const { leftOut } = server
      ? await server.call<Written>('export', request, ({ passed, total }) => show(passed, total))
      : await here(settings, ontology, request, show);
    bar?.end();
    for (const { file, part } of parts) {
      if (part === null) continue;
      // A file is there once it is whole: until then it lies beside under another name.
      if (file !== null) await rename(part, file);
      else await onto(process.stdout, createReadStream(part));
    }
    if (leftOut > 0) {
      const [lead, are] = leftOut === 1 ? ['relation leads', 'is'] : ['relations lead', 'are'];
      console.error(`${leftOut} ${lead} to what is not exported, and ${are} left out.`);
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
    if (kept) rmSync(kept, { recursive: true, force: true });
  }
}

async function here(
  settings: DatabaseSettings,
  ontology: Ontology,
  request: Request,
  watch: (passed: number, total: number) => void,
): Promise<Written> {
  const graph = await openDatabase(settings, EXPORTING);
  try {
    await graph.ready();
    await prepareLayout(graph, ontology);
    return await write(graph, ontology, request, watch);
  } finally {
    await graph.close();
  }
}

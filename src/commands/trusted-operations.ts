import { type GraphQLSchema, getIntrospectionQuery } from 'graphql';
import type { Logger } from 'pino';
import type { Explorer } from '../server/http/explorer-files.ts';
import { readOperations } from '../server/persisted/operations-file.ts';
import { TrustedDocuments } from '../server/persisted/trusted.ts';

/** What `--operations` and `--only-trusted` say. */
export interface TrustedSettings {
  readonly files: readonly string[];
  readonly isExclusive: boolean;
}

/**
 * The operations of the explorer and its GraphiQL: the build knows them all, so that the explorer works where nothing
 * else is answered.
 */
async function ownOperations({ examples }: Pick<Explorer, 'examples'>): Promise<readonly string[]> {
  const documents = await import('../explorer/documents.ts');
  const options = [true, false].flatMap((schemaDescription) =>
    [true, false].map((inputValueDeprecation) => ({ schemaDescription, inputValueDeprecation })),
  );
  return [
    ...Object.values(documents)
      .filter((one) => one instanceof documents.TypedDocumentString)
      .map(String),
    ...options.map(getIntrospectionQuery),
    ...examples.map(({ query }) => query),
  ];
}

/** The trusted operations of a server, empty until they are loaded. */
export const trustedDocuments = async ({ isExclusive }: TrustedSettings, explorer: Pick<Explorer, 'examples'>) =>
  new TrustedDocuments({ isExclusive, own: isExclusive ? await ownOperations(explorer) : [] });

async function load(files: readonly string[], schema: GraphQLSchema): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const file of files) for (const [id, text] of await readOperations(file, schema)) all.set(id, text);
  return all;
}

/** Loads the files now, and again at each SIGHUP. Files that have become wrong leave the operations as they were. */
export async function loadTrusted(
  trusted: TrustedDocuments,
  { files }: TrustedSettings,
  { schema, logger, onChange }: { schema: GraphQLSchema; logger: Logger; onChange: () => void },
): Promise<void> {
  if (files.length === 0) return;
  trusted.replace(await load(files, schema));
  const again = async () => {
    try {
      const operations = await load(files, schema);
      trusted.replace(operations);
      onChange();
      logger.info({ operations: operations.size }, 'the trusted operations are loaded again');
    } catch (err) {
      logger.error({ err }, 'the trusted operations stay as they were');
    }
  };
  let last = Promise.resolve();
  process.on('SIGHUP', () => {
    // One after another, so that the newest files count last.
    last = last.then(again);
  });
}

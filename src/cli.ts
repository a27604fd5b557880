#!/usr/bin/env node
import { Command, Option } from 'commander';
import { exportFormats, tables } from './export/format-names.ts';
import { createPrivateFiles } from './file-rights.ts';
import { createOntology } from './ontology/ontology.ts';
import {
  databaseDeclarations,
  databaseSettings,
  type Setting,
  serveDeclarations,
  serveSettings,
  version,
} from './settings.ts';
import { storageSentence } from './storage-errors.ts';

/** Whether the command line names a command. Code that only one command needs is loaded for it alone, so that others start sooner. */
const isNamed = (command: string) => process.argv.includes(command);
const importFormats = isNamed('import') ? await import('./ingest/formats/index.ts') : undefined;
const printed = isNamed('print') ? (await import('./commands/print.ts')).printed : undefined;

createPrivateFiles();

const program = new Command('entente')
  .description('A knowledge-graph server: who agreed what with whom, on what, when, for how much, and who says so.')
  .version(version);

/** The option of a declared setting. */
function option({ flag, env, default: value, description }: Setting & { readonly flag: string }): Option {
  const declared = new Option(flag, description).env(env);
  return value === undefined ? declared : declared.default(value);
}

/** Adds the settings of the database to a command. */
const onDatabase = (command: Command) =>
  Object.values(databaseDeclarations).reduce((withOptions, setting) => withOptions.addOption(option(setting)), command);

const entities = (count: number) => `${count} ${count === 1 ? 'entity' : 'entities'}`;

const { port, host, ...otherServeDeclarations } = serveDeclarations;
const serveCommand = onDatabase(
  program
    .command('serve', { isDefault: true })
    .description('serve the graph over GraphQL, on the embedded database or on Neo4j')
    .addOption(option(port))
    .addOption(option(host)),
);
for (const setting of Object.values(otherServeDeclarations)) serveCommand.addOption(option(setting));
serveCommand.action(async (options) => {
  const { serve } = await import('./commands/serve.ts');
  await serve(serveSettings(options), createOntology());
});

onDatabase(
  program
    .command('import')
    .description('import files into the graph and report what became of each row')
    .addArgument(program.createArgument('<format>', 'format of the files').choices(importFormats?.formatNames ?? []))
    .argument('<file...>', 'files, packed or not; - for standard input')
    .addHelpText('after', () => `\n${importFormats?.describeFormats()}`),
)
  .option('--map <mapping>', 'csv: mapping file that says what the columns mean')
  .option(
    '--source <id>',
    'tables: id of the document that the facts come from, instead of the id that the format gives',
  )
  .option('--published <date>', 'tables: publication date of the data in EDTF, such as 2024-05')
  .option('--encoding <name>', 'encoding of the files, such as iso-8859-2, if it is detected wrongly')
  .option('--dry-run', 'report what would change, and write nothing')
  .option('--strict', 'write nothing if any row has a problem')
  .option('--replace', 'tables: retract what an earlier import of the same document stated and this one does not')
  .option('--report <file>', 'write all problems and the outcome to a file, as JSON Lines')
  .option('--json', 'write progress and outcome to standard output, as JSON Lines')
  .action(async (format, files, options) => {
    const { importFiles } = await import('./commands/import.ts');
    process.exitCode = await importFiles(format, files, options, databaseSettings(options), createOntology());
  });

onDatabase(
  program
    .command('reindex')
    .description('rebuild the search index, such as after an upgrade; first stop the server of an embedded database'),
).action(async (options) => {
  const { reindexAll } = await import('./commands/reindex.ts');
  const count = await reindexAll(databaseSettings(options), createOntology());
  console.log(`Indexed ${entities(count)}.`);
});

onDatabase(
  program
    .command('export')
    .description('export the graph or a part of it; works while the server of an embedded database runs')
    .addArgument(
      program.createArgument('<format>', 'format of the export; facts can be imported again').choices(exportFormats),
    )
    .option('-o, --output <file>', 'new file to write (default: standard output)')
    .option('--of <id...>', 'export these entities and their surroundings')
    .option('--depth <number>', 'with --of: number of relations to follow from them (default: 1)')
    .option('--type <list>', 'export the entities of one type, such as institutions')
    .option('--where <filter>', 'with --type: export only those that match a filter of the API, as JSON')
    .option('--table <name>', `csv: ${tables.join(' or ')} (default: both, each in its own file)`)
    .option('--base <address>', 'jsonld and turtle: prefix of the IRIs (default: https://entente.example/)'),
).action(async (format, options) => {
  const { exportAll } = await import('./commands/export.ts');
  await exportAll(databaseSettings(options), createOntology(), format, options);
});

onDatabase(
  program
    .command('backup')
    .description('back up the embedded database with its whole history; works while its server runs')
    .argument('<file>', 'new file to write'),
).action(async (file, options) => {
  const { backup } = await import('./commands/backup.ts');
  const { bytes } = await backup(databaseSettings(options), file);
  console.log(`Backed up the database to ${file} (${bytes} bytes).`);
});

program
  .command('restore')
  .description('restore a backup into an empty folder')
  .argument('<file>', 'backup file')
  .addOption(option(databaseDeclarations.data))
  .action(async (file, { data }) => {
    const { restore } = await import('./commands/backup.ts');
    const { entities: count, created } = await restore(data, file);
    console.log(`Restored the backup of ${created} to ${data}: ${entities(count)}.`);
  });

program
  .command('check')
  .description('check data and mapping files, and print each problem with its file and line')
  .argument('<file...>', 'data files, together with those they refer to, and mapping files')
  .action(async (files: string[]) => {
    const { checkFiles } = await import('./commands/check.ts');
    process.exitCode = checkFiles(files) ? 0 : 1;
  });

program
  .command('map')
  .description('write a first mapping of a table for you to edit, with the reason for each guess')
  .argument('<file>', 'table with a header, such as CSV, packed or not')
  .option('-o, --output <mapping>', 'new file to write (default: standard output)')
  .option('--encoding <name>', 'encoding of the table, if it is detected wrongly')
  .action(async (file: string, options: { output?: string; encoding?: string }) => {
    const { mapTable } = await import('./commands/map.ts');
    await mapTable(file, options, createOntology());
  });

program
  .command('print')
  .description(
    'print what is generated from the code: the GraphQL schema, the JSON Schema of data or mapping files, the table of the ontology, the import formats or the settings, or the constraints and indexes for Neo4j',
  )
  .addArgument(program.createArgument('<what>', 'what to print').choices(Object.keys(printed ?? {})))
  .argument('[name]', 'formats: the format whose columns to print')
  .action((what: keyof NonNullable<typeof printed>, name?: string) => {
    process.stdout.write(printed?.[what](createOntology(), name) ?? '');
  });

// A reader that stops early, such as head, is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
try {
  await program.parseAsync();
} catch (error) {
  const { path, message = String(error) } = error as NodeJS.ErrnoException;
  console.error(`entente: ${(path !== undefined && storageSentence(error, path)) || message}`);
  process.exitCode = 1;
}

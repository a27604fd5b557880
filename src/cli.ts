#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { describeFormats, formats } from './ingest/formats/index.ts';
import { createOntology } from './ontology/ontology.ts';
import {
  databaseDeclarations,
  databaseSettings,
  type Setting,
  serveDeclarations,
  serveSettings,
  version,
} from './settings.ts';

const program = new Command('entente')
  .description('A knowledge-graph server: who agreed what with whom, on what, when, for how much, and who says so.')
  .version(version);

/** The option of a declared setting. */
function option({ flag, env, default: value, description }: Setting & { readonly flag: string }): Option {
  const declared = new Option(flag, description).env(env);
  return value === undefined ? declared : declared.default(value);
}

const onDatabase = (command: Command) =>
  Object.values(databaseDeclarations).reduce((withOptions, setting) => withOptions.addOption(option(setting)), command);

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
    .description('load files into the graph, row by row, with a report of what became of each')
    .addArgument(
      program
        .createArgument('<format>', 'what the files are')
        .choices(['facts', 'csv', ...formats.map(({ name }) => name)]),
    )
    .argument('<file...>', 'files, also packed; - for standard input')
    .addHelpText('after', () => `\n${describeFormats()}`),
)
  .addOption(new Option('--map <mapping>', 'of the format csv: the file that says what its columns are'))
  .addOption(
    new Option('--source <id>', "of tables: id of the document that facts come from, in place of the format's own"),
  )
  .addOption(new Option('--published <date>', 'of tables: when the data was published, in EDTF, such as 2024-05'))
  .addOption(
    new Option(
      '--encoding <name>',
      'encoding of the files, such as iso-8859-2, where it is told wrongly from their letters',
    ),
  )
  .addOption(new Option('--dry-run', 'find out what would be written, and write nothing'))
  .addOption(new Option('--strict', 'refuse all of it, before anything is written, when a row has a problem'))
  .addOption(new Option('--replace', 'of tables: retract what the same document stated before and states no longer'))
  .addOption(new Option('--report <file>', 'write every problem, and what became of all, as lines of JSON'))
  .addOption(new Option('--json', 'tell of the progress and the end in lines of JSON on standard output'))
  .action(async (format, files, options) => {
    const { importFiles } = await import('./commands/import.ts');
    process.exitCode = await importFiles(format, files, options, databaseSettings(options), createOntology());
  });

onDatabase(
  program
    .command('reindex')
    .description(
      'derive anew what entities are searched by, such as after an upgrade; stop the server of an embedded database first',
    ),
).action(async (options) => {
  const { reindexAll } = await import('./commands/reindex.ts');
  const entities = await reindexAll(databaseSettings(options), createOntology());
  console.log(`${entities} ${entities === 1 ? 'entity' : 'entities'} can be searched.`);
});

onDatabase(
  program
    .command('export')
    .description('write the graph out, or a part of it; also while the server of an embedded database runs')
    .addArgument(
      program
        .createArgument('<format>', 'facts can be read in again')
        .choices(['facts', 'csv', 'jsonld', 'turtle', 'graphml', 'gexf']),
    )
    .option('-o, --output <file>', 'where to; standard output if left out')
    .option('--of <id...>', 'these entities and what is around them')
    .option('--depth <number>', 'how many steps from them; 1 if left out')
    .option('--type <list>', 'entities of one kind, such as institutions')
    .option('--where <filter>', 'those of them that meet a filter of the API, as JSON')
    .option('--table <name>', 'which table of csv: nodes or edges; both, each in its file, if left out')
    .option('--base <address>', 'what the IRIs of jsonld and turtle begin with; https://entente.example/ if left out'),
).action(async (format, options) => {
  const { exportAll } = await import('./commands/export.ts');
  await exportAll(databaseSettings(options), createOntology(), format, options);
});

onDatabase(
  program
    .command('backup')
    .description(
      'keep the whole embedded database in a file, also while its server runs: with all that was known before',
    )
    .argument('<file>', 'a file that is not there yet'),
).action(async (file, options) => {
  const { backup } = await import('./commands/backup.ts');
  const { bytes } = await backup(databaseSettings(options), file);
  console.log(`${file} holds the database, in ${bytes} bytes.`);
});

program
  .command('restore')
  .description('put a backup into an empty folder')
  .argument('<file>', 'what backup wrote')
  .addOption(option(databaseDeclarations.data))
  .action(async (file, { data }) => {
    const { restore } = await import('./commands/backup.ts');
    const { entities, created } = await restore(data, file);
    console.log(
      `${data} holds the database as it was at ${created}: ${entities} ${entities === 1 ? 'entity' : 'entities'}.`,
    );
  });

program
  .command('check')
  .description('check data and mapping files against the ontology and each other; each problem with file and line')
  .argument('<file...>', 'data files, named together where they refer to each other, and mapping files')
  .action(async (files: string[]) => {
    const { checkFiles } = await import('./commands/check.ts');
    process.exitCode = checkFiles(files) ? 0 : 1;
  });

program
  .command('map')
  .description('look at a table and write a first mapping of it to edit, with what was guessed and why')
  .argument('<file>', 'a table with a header, such as CSV, plain or packed')
  .option('-o, --output <mapping>', 'file to write, which must not be there yet; else it is printed')
  .option('--encoding <name>', 'encoding of the table, where it is told wrongly from its letters')
  .action(async (file: string, { output, encoding }: { output?: string; encoding?: string }) => {
    const { openInputs } = await import('./ingest/files/input.ts');
    const { firstMapping } = await import('./ingest/mapping/first-mapping.ts');
    const inputs = await openInputs([{ name: file, path: file }], encoding);
    const [input] = inputs;
    if (!input || inputs.length > 1)
      throw new Error(
        `${file}: expected one table; got ${inputs.map(({ name }) => name).join(', ')}. Name one of them.`,
      );
    const text = await firstMapping(input, createOntology());
    if (output === undefined) {
      process.stdout.write(text);
      return;
    }
    try {
      // What somebody edited is never written over.
      writeFileSync(output, text, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new Error(`${output}: expected no such file yet; got one. Name another, or remove it.`);
    }
    console.log(`Wrote ${output}: read it through, change what is wrong, then check it with: entente check ${output}`);
  });

const printable = ['schema', 'facts-schema', 'mapping-schema', 'ontology', 'settings'] as const;
program
  .command('print')
  .description(
    'print what follows from the code: the GraphQL schema, the JSON Schemas of data and of mapping files, or the tables of the ontology and of the settings',
  )
  .addArgument(program.createArgument('<what>', 'what to print').choices(printable))
  .action(async (what: (typeof printable)[number]) => {
    const { printed } = await import('./commands/print.ts');
    process.stdout.write(printed[what](createOntology()));
  });

// A reader who has enough, such as head, is no failure of what it reads from.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
try {
  await program.parseAsync();
} catch (error) {
  console.error(`entente: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

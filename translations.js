/**
 * Lists the words of the ontology that a language doesn't translate: `npm run translations`. It is a note and no failure:
 * a new entity type, relation type or field can be used before somebody has translated it. Until then pages show it in
 * English. Translations go into src/i18n/<language>.ts, under `model`.
 */
import { runnerImport } from 'vite';

const load = async (path) => (await runnerImport(path, { configFile: false, logLevel: 'error' })).module;
const [{ constantCase }, { LANGUAGES }, { untranslated }, { createOntology }] = await Promise.all(
  ['./src/constant-case.ts', './src/i18n/catalogue.ts', './src/i18n/untranslated.ts', './src/ontology/ontology.ts'].map(
    load,
  ),
);

const { entities, relations } = createOntology();
const fields = [...entities.map(({ fields }) => fields), ...relations.map(({ properties }) => properties)].flatMap(
  Object.entries,
);
const vocabulary = {
  types: entities.map(({ name }) => name),
  fields: fields.map(([name]) => constantCase(name)),
  relations: relations.map(({ type }) => type),
  values: fields.flatMap(([, { values }]) => Object.keys(values ?? {})),
};
for (const catalogue of LANGUAGES) {
  const missing = untranslated(catalogue, vocabulary);
  if (missing.length === 0) continue;
  console.log(`Note: shown in English where the page is in ${catalogue.language}: ${missing.join(', ')}.`);
}

import { load } from 'cheerio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePages } from '../../src/commands/serve.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { integer, oneOf } from '../../src/ontology/declaration.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { type RunningServer, startServer } from '../../src/server/http/server.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import { silent } from './fixture.ts';

/** A copy of the ontology with an entity type, a relation type and fields that no language translates. */
const { entities, relations } = createOntology();
const ontology = createOntology(
  [
    ...entities,
    {
      name: 'Treaty',
      plural: 'treaties',
      description: 'A treaty.',
      fields: { phase: oneOf('TreatyPhase', 'How far it is.', { DRAFTED: 'Written, not signed.' }) },
    },
  ],
  [
    ...relations,
    {
      type: 'RATIFIED',
      description: 'An institution ratified a treaty.',
      reading: 'ratified',
      inverseReading: 'was ratified by',
      lasting: 'occurrence',
      ends: [{ from: 'Institution', to: 'Treaty', field: 'ratified', inverse: 'ratifiedBy' }],
      properties: { votes: integer('How many voted for it.') },
    },
  ],
);

const sources = [{ document: 'document:d' }];
const named = (id: string, more: object = {}) => ({ id, names: [{ text: id, language: 'en' }], sources, ...more });
const checked = checkFacts(
  [
    readDataFile(
      'own.yaml',
      JSON.stringify({
        entente: 1,
        entities: [named('document:d'), named('treaty:t', { phase: 'DRAFTED' }), named('institution:i')],
        relations: [{ type: 'RATIFIED', from: 'institution:i', to: 'treaty:t', votes: 12, sources }],
      }),
    ),
  ],
  ontology,
);

let server: RunningServer;
beforeAll(async () => {
  expect(checked.problems).toEqual([]);
  const graph = openEmbedded(null, 60_000);
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, checked.facts, new Date('2026-01-01'));
  const yoga = createServerYoga({
    schema: createSchema(ontology),
    makeContext: ({ signal, trace }) => createContext(graph, ontology, signal, trace),
    logger: silent,
  });
  const pages = () => makePages(yoga, ontology, { timeout: 10_000, base: null });
  server = await startServer({ yoga, graph, logger: silent, host: '127.0.0.1', port: 0, pages });
});
afterAll(() => server.close());

/** Each of the words that no language translates, with the language that the page marks it with. */
async function wordsOn(language: string) {
  const response = await fetch(`${server.url}/entity/treaty:t?lang=${language}`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(200);
  const $ = load(await response.text());
  const word = (selector: string) => {
    const found = $(selector).first();
    return [found.text().trim(), found.attr('lang')];
  };
  return {
    type: word('.type span'),
    field: word('#PHASE th span'),
    value: word('#PHASE td span'),
    relation: word('h3#IN_RATIFIED span'),
    property: word('section[aria-labelledby="IN_RATIFIED"] thead th:nth-child(2) span'),
  };
}

test('a page shows words that its language does not translate in English, and marks them as English', async () => {
  expect(await wordsOn('ko')).toEqual({
    type: ['Treaty', 'en'],
    field: ['Phase', 'en'],
    value: ['Drafted', 'en'],
    relation: ['Was ratified by', 'en'],
    property: ['Votes', 'en'],
  });
});

test('an English page shows the same words without a mark', async () => {
  expect(await wordsOn('en')).toEqual({
    type: ['Treaty', undefined],
    field: ['Phase', undefined],
    value: ['Drafted', undefined],
    relation: ['Was ratified by', undefined],
    property: ['Votes', undefined],
  });
});

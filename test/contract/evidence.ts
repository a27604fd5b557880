import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factLines } from '../../src/export/facts.ts';
import { selectEverything } from '../../src/export/selection.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { readEntityFacts } from '../../src/graph/storage/facts-reader.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

function factsIn(content: object): Facts {
  const { facts, problems } = checkFacts([readDataFile('evidence.yaml', JSON.stringify(content))], ontology);
  expect(problems).toEqual([]);
  return facts;
}

const name = (text: string, more: object = {}) => ({ text, language: 'en', ...more });
const whole = (id: string) => ({ [id]: [] });

/** One event, whose names, date and kind have places of their own; nobody says which paragraph gives its place. */
const LOCATED = {
  entente: 1,
  entities: [
    { id: 'document:a', names: [name('A')], sources: whole('document:a') },
    { id: 'document:b', names: [name('B')], sources: whole('document:b') },
    {
      id: 'event:e',
      names: [
        name('Council', { sources: { 'document:a': [3, 10] } }),
        name('Ministers meet', { kind: 'ALIAS', sources: [{ document: 'document:b', locator: 'page 2' }] }),
        name('협의회', { language: 'ko', origin: 'ENTENTE' }),
        name('The council', { kind: 'SHORT' }),
      ],
      period: { value: '2024-03-26', sources: { 'document:a': [3] } },
      kind: [{ value: 'COUNCIL', sources: [{ document: 'document:b' }] }],
      place: { city: 'Brussels', country: 'BE' },
      sources: { 'document:a': [3, 4, 10], 'document:b': ['page 2'] },
    },
    {
      id: 'event:only',
      names: [name('Cited once')],
      ordinal: { value: 2, sources: { 'document:a': [7] } },
      kind: 'COUNCIL',
      sources: { 'document:a': [7] },
    },
    {
      id: 'event:row',
      names: [name('From a table')],
      ordinal: 3,
      sources: [{ document: 'document:a', locator: 'id=5 year=2024' }],
    },
  ],
};

const EVIDENCE = `sources { document { id } locator }`;
const FIELDS = `{ fields { field claims { ${EVIDENCE} } } }`;

/** Evidence of names and fields: what a document states, and where. */
export function evidenceContract(engine: string, { open }: Engine): void {
  describe(`evidence: ${engine}`, () => {
    let graph: Graph;
    let ask: ReturnType<typeof serverOver>;
    beforeAll(async () => {
      graph = await open();
      await prepareLayout(graph, ontology);
      await record(graph, ontology, factsIn(LOCATED), { recordedAt: new Date(0) });
      ask = serverOver(graph, ontology);
    });
    afterAll(() => graph.close());

    const places = (sources: readonly { document: { id: string }; locator: string | null }[]) =>
      sources.map(({ document, locator }) => (locator ? `${document.id} ${locator}` : document.id));
    const fieldsOf = async (id: string) => {
      const { data, errors } = await ask(`{ event(id: "${id}") ${FIELDS} }`);
      expect(errors).toBeUndefined();
      return Object.fromEntries(
        data.event.fields.map(({ field, claims }: { field: string; claims: { sources: never[] }[] }) => [
          field,
          claims.map(({ sources }) => places(sources)),
        ]),
      );
    };

    test('a field cites its own places, or the documents of its entity as a whole', async () => {
      expect(await fieldsOf('event:e')).toEqual({
        PERIOD: [['document:a paragraph 3']],
        KIND: [['document:b']],
        PLACE: [['document:a', 'document:b']],
      });
      expect(await fieldsOf('event:only')).toEqual({ ORDINAL: [['document:a paragraph 7']], KIND: [['document:a']] });
      expect(await fieldsOf('event:row')).toEqual({ ORDINAL: [['document:a id=5 year=2024']] });
    });

    test('a name says who gives it, and where', async () => {
      const { data } = await ask(
        `{ event(id: "event:e") { label { text ${EVIDENCE} } names { text origin ${EVIDENCE} } } }`,
      );
      expect(data.event.label).toEqual({ text: 'Council', sources: data.event.names[0].sources });
      expect(
        data.event.names.map(({ text, origin, sources }: { text: string; origin: string; sources: never[] }) => [
          text,
          origin,
          places(sources),
        ]),
      ).toEqual([
        ['Council', 'DOCUMENT', ['document:a paragraph 3', 'document:a paragraph 10']],
        ['Ministers meet', 'DOCUMENT', ['document:b page 2']],
        ['협의회', 'ENTENTE', []],
        ['The council', 'DOCUMENT', []],
      ]);
    });

    test('an export states the same places and origins, and recording it changes nothing', async () => {
      const lines: string[] = [];
      for await (const line of factLines(await selectEverything(graph, ontology), ontology)) lines.push(line);
      const [format, ...items] = lines.map((line) => JSON.parse(line));
      const entities = items.filter((item) => item.id !== undefined);
      expect(entities.find(({ id }) => id === 'event:e').names[2]).toEqual({
        text: '협의회',
        language: 'ko',
        kind: 'OFFICIAL',
        origin: 'ENTENTE',
      });
      const facts = factsIn({ ...format, entities });
      const before = await graph.read((unit) => readEntityFacts(unit, ontology, ['event:e', 'event:only']));
      expect(facts.entities.filter(({ id }) => id === 'event:e' || id === 'event:only')).toEqual(before);
      expect(await record(graph, ontology, facts, { recordedAt: new Date(1) })).toMatchObject({
        entities: { made: 0, changed: 0 },
      });
    });

    test('a name goes with the last document that gives it', async () => {
      const other = await open();
      await prepareLayout(other, ontology);
      await record(other, ontology, factsIn(LOCATED), { recordedAt: new Date(0) });
      const [, , event] = LOCATED.entities;
      await record(
        other,
        ontology,
        factsIn({
          entente: 1,
          entities: [
            ...LOCATED.entities.slice(0, 2),
            { id: event?.id, names: [name('Conference')], sources: { 'document:b': ['page 9'] } },
          ],
        }),
        { recordedAt: new Date(1), restate: true },
      );
      const [fact] = await other.read((unit) => readEntityFacts(unit, ontology, ['event:e']));
      expect(fact?.names.map(({ text }) => text)).toEqual(['Conference', 'Council', '협의회', 'The council']);
      await other.close();
    });

    test('a name that a document gives is not one that Entente gives', () => {
      const both = {
        entente: 1,
        entities: [
          {
            id: 'document:a',
            names: [name('A', { origin: 'ENTENTE', sources: whole('document:a') }), name('B')],
            sources: whole('document:a'),
          },
        ],
      };
      const { problems } = checkFacts([readDataFile('both.json', JSON.stringify(both))], ontology);
      expect(problems.map(({ expected, got }) => `${expected}; got ${got}`)).toEqual([
        'A with sources, or with origin ENTENTE if no document gives it; got both',
      ]);
    });
  });
}

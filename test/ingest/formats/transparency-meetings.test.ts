import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';

const file = (name: string) => fileURLToPath(new URL(`transparency-meetings/${name}.csv`, import.meta.url));
const all = ['commission_meetings', 'commission_representative', 'directorate', 'lobbyist_profile'];
const { rows, notes } = await readAll('transparency-meetings', all.map(file));
const entities = rows.flatMap((row) => row.entities);
const relations = rows.flatMap((row) => row.relations);
const event = (at: number) => entities.filter(({ type }) => type === 'Event')[at];

test('a meeting is an event of its organisation on its day, named by its topic', () => {
  expect(
    entities.filter(({ type }) => type === 'Event').map(({ names, summary }) => [names[0]?.text, summary]),
  ).toEqual([
    ['Packaging and packaging waste', 'Representative of the European Commission: Maria Example.'],
    ['Waste', 'Representative of the European Commission: Nobody Known.'],
    ['Waste', 'Representative of the European Commission: Maria Example.'],
    ['Waste', 'Representative of the European Commission: Otto Sample.'],
  ]);
  expect(event(0)?.id).toMatch(/^event:eutr-0001-12-2021-11-30-[0-9a-f]{12}$/);
  expect(event(0)?.claims.period?.[0]?.value).toEqual({ edtf: '2021-11-30', start: '2021-11-30', end: '2021-11-30' });
  expect([0, 1, 2].map((at) => event(at)?.claims.place?.[0]?.value)).toEqual([
    { name: null, city: 'Brussels', country: 'BE', latitude: null, longitude: null },
    undefined,
    { name: 'Davos', city: null, country: null, latitude: null, longitude: null },
  ]);
  expect(relations.filter(({ type }) => type === 'PARTICIPATED').map(({ from }) => from)).toEqual([
    'institution:eutr-0001-12',
    'institution:eutr-0001-12',
    'institution:eutr-0001-12',
    'institution:eutr-0002-34',
  ]);
});

test('a representative with that name attended, with the role of that year if there is exactly one', () => {
  expect(relations.filter(({ type }) => type === 'ATTENDED').map(({ from, to, values }) => [from, to, values])).toEqual(
    [
      ['minister:eutr-maria~20example', event(0)?.id, { role: 'Commissioner' }],
      // Named in the meeting only.
      ['minister:eutr-nobody~20known', event(1)?.id, {}],
      ['minister:eutr-maria~20example', event(2)?.id, {}],
      ['minister:eutr-otto~20sample', event(3)?.id, {}],
    ],
  );
  expect(
    relations.filter(({ type }) => type === 'HOLDS_OFFICE').map(({ id, values }) => [id, values.role, values.note]),
  ).toEqual([
    [
      'minister:eutr-maria~20example/HOLDS_OFFICE/institution:european-commission/1',
      'Commissioner',
      'commissioner GREEN THINGS',
    ],
    [
      'minister:eutr-maria~20example/HOLDS_OFFICE/institution:european-commission/2',
      'Commissioner',
      'commissioner GREEN THINGS',
    ],
    ['minister:eutr-otto~20sample/HOLDS_OFFICE/institution:european-commission/3', 'Director-General', 'DG TEST'],
    ['minister:eutr-otto~20sample/HOLDS_OFFICE/institution:european-commission/4', 'DIR R — RISORSE', undefined],
  ]);
});

test('an organisation gets a country only from a complete Italian name', () => {
  const organisations = entities.filter(({ id }) => id.startsWith('institution:eutr-'));
  expect(organisations.map(({ id, names, claims }) => [id, names.length, claims.country?.[0]?.value])).toEqual([
    ['institution:eutr-0001-12', 2, 'BE'],
    ['institution:eutr-0002-34', 1, undefined],
  ]);
});

test('notes and problems are exact', () => {
  expect(notes).toEqual({
    'name: line breaks folded into spaces': 1,
    'role: Italian label translated into English': 3,
    'role: label without a translation kept': 1,
    'directorate_id: not in the files, so the note has no directorate': 1,
    'country: Italian name converted to the code of ISO 3166-1': 1,
    'country: unknown or incomplete name left out': 1,
    'topic: line breaks folded into spaces': 1,
    'location: Brussels in one of its spellings': 1,
    'location: online, so the event has no place': 1,
    'commission_representative: no representative has that name, so there is no role': 1,
    'commission_representative: not exactly one post in that year, so there is no role': 2,
  });
  const problems = rows.flatMap((row) => row.problems);
  expect(problems.map(({ line, column, value, expected }) => [line, column, value, expected])).toEqual([
    [4, 'organization_name', '', 'the name of an organisation'],
    [4, 'transparency_register_url', 'not a url', 'a URI, such as https://ror.org/00abc'],
    [7, 'meeting_date', '30.11.2021', 'a date of ISO 8601 such as 2024-03-26, as 03/04 can be in March or in April'],
    [8, 'meeting_date', '2021-02-30', 'a day of the calendar'],
    [8, 'topic', '', 'the topic of a meeting'],
  ]);
});

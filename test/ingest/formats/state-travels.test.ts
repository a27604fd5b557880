import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';

const file = (name: string) => fileURLToPath(new URL(`state-travels/${name}.xml`, import.meta.url));
const all = ['1870', '1990', 'doe-jane', 'mission', 'person', 'position', 'role'];
const { rows, notes } = await readAll('state-travels', all.map(file));
const entities = rows.flatMap((row) => row.entities);
const relations = rows.flatMap((row) => row.relations).map(({ id, values }) => [id, values]);

test('a trip is an event that a host organised, dated as precisely as stated', () => {
  const trips = entities.filter(({ id }) => id.startsWith('event:state-trip'));
  expect(trips.map(({ names, summary, claims }) => [names[0]?.text, summary, claims.kind?.[0]?.value])).toEqual([
    ['Jane Doe in Seoul, Busan, Korea, Republic of', 'Met with senior officials and visited a school.', 'MEETING'],
    ['Jane Doe in Korea', 'Private visit.', 'OTHER'],
    ['John Roe in Bergen, Norway', null, 'OTHER'],
    ['John Roe in Lillehammer (Oppland), Norway', null, 'OTHER'],
    ['John Roe in Rygge Air Force Base, Norway', null, 'OTHER'],
  ]);
  expect(trips.slice(0, 2).map(({ claims }) => claims.period?.[0]?.value)).toEqual([
    { edtf: '2001-02/', start: '2001-02-01', end: null },
    { edtf: '1951-03-01/1951-03-02', start: '1951-03-01', end: '1951-03-02' },
  ]);
  expect(relations.filter(([id]) => String(id).includes('state-trip'))).toEqual([
    ['minister:state-doe-jane/ATTENDED/event:state-trip-1', { role: 'Secretary of State' }],
    ['institution:state-korea-south/ORGANISED/event:state-trip-1', { role: 'host' }],
    ['minister:state-doe-jane/ATTENDED/event:state-trip-2', { role: 'Secretary of State' }],
    ['institution:state-korea/ORGANISED/event:state-trip-2', { role: 'host' }],
    ['minister:state-roe-john/ATTENDED/event:state-trip-4', { role: 'President' }],
    ['institution:state-norway/ORGANISED/event:state-trip-4', { role: 'host' }],
    ['minister:state-roe-john/ATTENDED/event:state-trip-5', { role: 'envoy' }],
    ['institution:state-norway/ORGANISED/event:state-trip-5', { role: 'host' }],
    ['minister:state-roe-john/ATTENDED/event:state-trip-6', { role: 'Secretary of State' }],
    ['institution:state-norway/ORGANISED/event:state-trip-6', { role: 'host' }],
  ]);
});

test('the town of a trip is the city of its place, and anything else its name', () => {
  const places = entities
    .filter(({ id }) => id.startsWith('event:state-trip'))
    .map(
      ({ claims }) => claims.place?.[0]?.value as { name: string | null; city: string | null; country: string | null },
    );
  expect(places.map(({ name, city, country }) => [name, city, country])).toEqual([
    ['Seoul, Busan', null, 'KR'],
    [null, null, null],
    [null, 'Bergen', 'NO'],
    ['Lillehammer (Oppland)', 'Lillehammer', 'NO'],
    ['Rygge Air Force Base', null, 'NO'],
  ]);
});

test('a state gets the code of ISO 3166-1 if it is certain', () => {
  const states = entities.filter(({ id }) => id.startsWith('institution:state-'));
  const code = Object.fromEntries(states.map(({ id, claims }) => [id.slice(18), claims.country?.[0]?.value]));
  expect(code).toEqual({
    'korea-south': 'KR',
    korea: undefined,
    czechoslovakia: undefined,
    norway: 'NO',
    'united-states': 'US',
  });
});

test('a visitor is one person per visit; title and name are separated if it is certain where', () => {
  const visitors = entities.filter(({ id }) => id.startsWith('minister:state-visit'));
  expect(visitors.map(({ id, names }) => [id, names.map((n) => `${n.kind} ${n.text}`)])).toEqual([
    ['minister:state-visit-10', ['OFFICIAL Ana de la Cruz', 'ALIAS President-elect Ana de la Cruz']],
    ['minister:state-visit-11', ['ALIAS King Otto I']],
  ]);
  expect(relations.filter(([id]) => String(id).includes('state-visit'))).toEqual([
    ['institution:state-united-states/ORGANISED/event:state-visit-10', { role: 'host' }],
    ['institution:state-czechoslovakia/PARTICIPATED/event:state-visit-10', { role: 'visitor' }],
    ['minister:state-visit-10/ATTENDED/event:state-visit-10', { role: 'President-elect' }],
    ['institution:state-united-states/ORGANISED/event:state-visit-11', { role: 'host' }],
    ['institution:state-norway/PARTICIPATED/event:state-visit-11', { role: 'visitor' }],
    ['minister:state-visit-11/ATTENDED/event:state-visit-11', {}],
    ['institution:state-united-states/ORGANISED/event:state-visit-12', { role: 'host' }],
    ['institution:state-norway/PARTICIPATED/event:state-visit-12', { role: 'visitor' }],
  ]);
});

test('office holders have their names and offices', () => {
  expect(entities.find(({ sources }) => sources[0]?.document.includes('persons'))?.names).toEqual([
    { text: 'Jane Mary Doe III', language: 'en', kind: 'OFFICIAL' },
    { text: 'J. M. Doe', language: 'en', kind: 'ALIAS' },
    { text: 'Jane M. Doe', language: 'en', kind: 'ALIAS' },
  ]);
  const at = (who: string, key: string) =>
    `minister:state-${who}/HOLDS_OFFICE/institution:us-department-of-state/${key}`;
  expect(relations.filter(([id]) => String(id).includes('HOLDS_OFFICE'))).toEqual([
    // The title stands in the same file.
    [
      at('doe-jane', 's-1'),
      {
        role: 'Secretary of State',
        appointed: { edtf: '2001-01-20', start: '2001-01-20', end: '2001-01-20' },
        period: { edtf: '2001-01-21/2005-01-26', start: '2001-01-21', end: '2005-01-26' },
      },
    ],
    // This file is about another office.
    [at('roe-john', 's-2'), { role: 'under-secretary', period: { edtf: '2005/', start: '2005-01-01', end: null } }],
    // Another term with the same id by mistake.
    [
      at('doe-jane', 's-1 2'),
      { role: 'Secretary of State', period: { edtf: '2009/2010', start: '2009-01-01', end: '2010-12-31' } },
    ],
    [
      at('doe-jane', 'no-1'),
      {
        role: 'Ambassador Extraordinary',
        appointed: { edtf: '1935-01-22', start: '1935-01-22', end: '1935-01-22' },
        period: { edtf: '1935-05/1936-03-16', start: '1935-05-01', end: '1936-03-16' },
        note: 'Did not leave. End: Left Bergen on 1936-03-16.',
      },
    ],
    [at('doe-jane', 'no-2'), { role: 'envoy' }],
    [
      at('doe-jane', 'no-4'),
      {
        role: 'Ambassador Extraordinary',
        period: { edtf: '1939/1940', start: '1939-01-01', end: '1940-12-31' },
        note: 'Declined a second appointment. Start: About 1939.',
      },
    ],
  ]);
});

test('an envoy is accredited to a state, with the period of the office', () => {
  expect(relations.filter(([id]) => String(id).includes('ACCREDITED_TO'))).toEqual([
    [
      'minister:state-doe-jane/ACCREDITED_TO/institution:state-norway/no-1',
      {
        role: 'Ambassador Extraordinary',
        period: { edtf: '1935-05/1936-03-16', start: '1935-05-01', end: '1936-03-16' },
      },
    ],
    ['minister:state-doe-jane/ACCREDITED_TO/institution:state-norway/no-2', { role: 'envoy' }],
    [
      'minister:state-doe-jane/ACCREDITED_TO/institution:state-czechoslovakia/no-4',
      { role: 'Ambassador Extraordinary', period: { edtf: '1939/1940', start: '1939-01-01', end: '1940-12-31' } },
    ],
  ]);
});

test('anyone who declined an office or was not confirmed was nominated for it, and does not hold it', () => {
  const at = (who: string, key: string) =>
    `minister:state-${who}/NOMINATED_FOR/institution:us-department-of-state/${key}`;
  expect(relations.filter(([id]) => String(id).includes('NOMINATED_FOR'))).toEqual([
    [at('roe-john', 's-3'), { role: 'Secretary of State', note: 'Nomination withdrawn.' }],
    [
      at('doe-jane', 'no-3'),
      {
        role: 'Ambassador Extraordinary',
        appointed: { edtf: '1934', start: '1934-01-01', end: '1934-12-31' },
        note: 'Territory: czechoslovakia. Declined appointment.',
      },
    ],
    [
      at('doe-jane', 'no-5'),
      {
        role: 'Ambassador Extraordinary',
        appointed: { edtf: '1941-02', start: '1941-02-01', end: '1941-02-28' },
        country: 'NO',
        note: 'Took oath of office, but did not proceed to post.',
      },
    ],
  ]);
});

test('notes and problems are exact', () => {
  expect(notes).toEqual({
    'remarks: line breaks folded into spaces': 1,
    'country: differs from the current name; kept as another name': 1,
    'country: no single code of ISO 3166-1 for this state, so it gets none': 1,
    'from: no single code of ISO 3166-1 for this state, so it gets none': 1,
    'visitor: title and name separated; the whole text is kept as another name': 1,
    'visitor: title and name not separated, as it is uncertain where the title ends': 1,
    'visitor: may be several persons, so only the name of the event has the text': 1,
    'note: line breaks folded into spaces': 1,
    'started, ended: both unknown, so there is no period': 1,
    'role-title-id: no file has the title of this role, so its id is the title': 2,
    'a nominee who never held the office': 3,
    'id: given to several offices of a person; numbered': 1,
    'ended/note: text in italics, so the note is left out': 1,
    'locale: may be several towns, so it is the name of the place': 1,
    'locale: no town, so it is the name of the place': 1,
  });
  const problems = rows.flatMap((row) => row.problems);
  expect(problems.map(({ line, column, value, expected }) => [line, column, value, expected])).toEqual([
    [24, 'end-date', '1951-03-02', 'an end that is not before the beginning, 1951-03-09'],
    [27, 'visitor', null, 'a visitor'],
    [27, 'start-date', '26/01/1990', 'a date of ISO 8601 such as 2024-03-26, as 03/04 can be in March or in April'],
  ]);
});

test('a tar archive must be unpacked first', async () => {
  const tar = join(mkdtempSync(join(tmpdir(), 'entente-')), 'people.tar.gz');
  execFileSync('tar', ['czf', tar, '-C', fileURLToPath(new URL('state-travels', import.meta.url)), 'person.xml']);
  await expect(readAll('state-travels', [tar])).rejects.toThrow(
    'people.tar.gz: expected a file of data; got a tar archive of several. Unpack it (tar xzf FILE) and name the files in it.',
  );
});

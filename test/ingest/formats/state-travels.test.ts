import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';

const file = (name: string) => fileURLToPath(new URL(`state-travels/${name}.xml`, import.meta.url));
const all = ['1870', '1990', 'doe-jane', 'mission', 'person', 'role'];
const { rows, notes } = await readAll('state-travels', all.map(file));
const entities = rows.flatMap((row) => row.entities);
const relations = rows.flatMap((row) => row.relations).map(({ id, values }) => [id, values]);

test('a trip is an event that a host organised, dated as precisely as stated', () => {
  const trips = entities.filter(({ id }) => id.startsWith('event:state-trip'));
  expect(trips.map(({ names, summary, claims }) => [names[0]?.text, summary, claims.kind?.[0]?.value])).toEqual([
    ['Jane Doe in Seoul, Busan, Korea, Republic of', 'Met with senior officials and visited a school.', 'MEETING'],
    ['Jane Doe in Korea', 'Private visit.', 'OTHER'],
  ]);
  expect(trips.map(({ claims }) => claims.period?.[0]?.value)).toEqual([
    { edtf: '2001-02/', start: '2001-02-01', end: null },
    { edtf: '1951-03-01/1951-03-02', start: '1951-03-01', end: '1951-03-02' },
  ]);
  expect(relations.filter(([id]) => String(id).includes('state-trip'))).toEqual([
    ['minister:state-doe-jane/ATTENDED/event:state-trip-1', { role: 'secretary' }],
    ['institution:state-korea-south/ORGANISED/event:state-trip-1', { role: 'host' }],
    ['minister:state-doe-jane/ATTENDED/event:state-trip-2', { role: 'secretary' }],
    ['institution:state-korea/ORGANISED/event:state-trip-2', { role: 'host' }],
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
  expect(relations.filter(([id]) => String(id).includes('HOLDS_OFFICE'))).toEqual([
    [
      'minister:state-doe-jane/HOLDS_OFFICE/institution:us-department-of-state/no-1',
      {
        role: 'Ambassador Extraordinary',
        period: { edtf: '1935-05/', start: '1935-05-01', end: null },
        note: 'Territory: norway. Did not leave.',
      },
    ],
    [
      'minister:state-doe-jane/HOLDS_OFFICE/institution:us-department-of-state/no-2',
      { role: 'envoy', note: 'Territory: norway.' },
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
    'role-title-id: no file has the title of this role, so its id is the title': 1,
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

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';

const file = (name: string) => fileURLToPath(new URL(`ifg-ministers/${name}.csv`, import.meta.url));
const all = [
  'appointment',
  'appointment_characteristics',
  'organisation',
  'organisation_link',
  'person',
  'post',
  'constituency',
  'representation',
  'representation_characteristics',
];
const { rows, notes } = await readAll('ifg-ministers', all.map(file));

test('the names of one person belong to one minister, and the current one is official', () => {
  const ministers = rows.flatMap((row) => row.entities).filter(({ type }) => type === 'Minister');
  expect(ministers.map(({ id, names, sameAs }) => [id, names.map((n) => [n.text, n.kind]), sameAs])).toEqual([
    [
      'minister:ifg-p-1',
      [
        ['Lord Ashby', 'OFFICIAL'],
        ['Ashby', 'SHORT'],
      ],
      ['https://members.parliament.uk/member/500'],
    ],
    [
      'minister:ifg-p-1',
      [
        ['José Ashby', 'ALIAS'],
        ['Jose Ashby', 'ALIAS'],
      ],
      ['https://members.parliament.uk/member/500'],
    ],
    // Its number in parliament is malformed, which costs only the number.
    [
      'minister:ifg-p-2',
      [
        ['Una Beck', 'OFFICIAL'],
        ['Beck', 'SHORT'],
      ],
      [],
    ],
  ]);
  expect(new Set(ministers.slice(0, 2).map(({ sources }) => JSON.stringify(sources)))).toEqual(
    new Set([JSON.stringify([{ document: 'document:ifg-ministers-persons', locator: 'id=p-1', stated: null }])]),
  );
});

test('an appointment is an office in the institution of the post, open if it continues, each with its own key', () => {
  const offices = rows.flatMap((row) => row.relations).filter(({ type }) => type === 'HOLDS_OFFICE');
  expect(offices.map(({ id, values }) => [id, values])).toEqual([
    [
      'minister:ifg-p-1/HOLDS_OFFICE/institution:ifg-o-1/a-1',
      {
        role: 'Economic Secretary',
        period: { edtf: '1990-05-04/1994-07-20', start: '1990-05-04', end: '1994-07-20' },
        cabinet: 'FULL',
        note: 'acting from 1991-01-01 to 1991-06-01; maternity leave from 1991-06-01',
      },
    ],
    // The cabinet status changes twice.
    [
      'minister:ifg-p-1/HOLDS_OFFICE/institution:ifg-o-1/a-2',
      {
        role: 'City Minister',
        period: { edtf: '1994-07-20/1997-05-02', start: '1994-07-20', end: '1997-05-02' },
        cabinet: 'OUTSIDE',
      },
    ],
    [
      'minister:ifg-p-1/HOLDS_OFFICE/institution:ifg-o-1/a-2-2',
      {
        role: 'City Minister',
        period: { edtf: '1997-05-02/1999-07-28', start: '1997-05-02', end: '1999-07-28' },
        cabinet: 'ATTENDS',
        note: 'acting from 1998-01-01',
      },
    ],
    [
      'minister:ifg-p-1/HOLDS_OFFICE/institution:ifg-o-1/a-2-3',
      { role: 'City Minister', period: { edtf: '1999-07-28/..', start: '1999-07-28', end: null }, cabinet: 'FULL' },
    ],
  ]);
});

test('a department has the dates between which it existed', () => {
  const departments = rows.flatMap((row) => row.entities).filter(({ id }) => id.startsWith('institution:ifg-o-'));
  const value = (claims: (typeof departments)[number]['claims'], field: string) => claims[field]?.[0]?.value;
  expect(
    departments.map(({ id, claims }) => [
      id,
      ...['founded', 'dissolved', 'status'].map((field) => value(claims, field)),
    ]),
  ).toEqual([
    ['institution:ifg-o-1', undefined, undefined, undefined],
    [
      'institution:ifg-o-2',
      { edtf: '2001-06-08', start: '2001-06-08', end: '2001-06-08' },
      { edtf: '2002-05-29', start: '2002-05-29', end: '2002-05-29' },
      'INACTIVE',
    ],
  ]);
});

test('a minister is a member of a house and of a party; who sits without a party has none', () => {
  const memberships = rows.flatMap((row) => row.relations).filter(({ type }) => type === 'MEMBER_OF');
  expect(
    memberships.map(({ id, values }) => [id.replace('minister:ifg-p-1/MEMBER_OF/institution:', ''), values]),
  ).toEqual([
    [
      'ifg-house-of-commons/r-1',
      {
        role: 'Member for Fixture Green',
        period: { edtf: '1987-06-11/1992-04-09', start: '1987-06-11', end: '1992-04-09' },
      },
    ],
    [
      'ifg-house-of-lords/r-2',
      { role: 'Life peer', period: { edtf: '2008-10-13/..', start: '2008-10-13', end: null } },
    ],
    ['ifg-house-of-commons/r-3', { period: { edtf: '1992-04-09/1997-05-01', start: '1992-04-09', end: '1997-05-01' } }],
    [
      'ifg-party-test~20party/q-1',
      { period: { edtf: '1987-06-11/1992-04-09', start: '1987-06-11', end: '1992-04-09' } },
    ],
    ['ifg-party-test~20party/q-3', { period: { edtf: '2010-01-01/..', start: '2010-01-01', end: null } }],
  ]);
});

test('departments succeed each other; a transfer of functions is not a succession', () => {
  const links = rows.flatMap((row) => row.relations).filter(({ type }) => type === 'SUCCEEDED_BY');
  expect(links.map(({ id, values }) => [id, values])).toEqual([
    [
      'institution:ifg-o-2/SUCCEEDED_BY/institution:ifg-o-1',
      { period: { edtf: '2002-05-28/2002-05-29', start: '2002-05-28', end: '2002-05-29' }, note: 'Merger' },
    ],
  ]);
  expect(notes).toEqual({
    'start_date, end_date: when a name was used is not kept': 2,
    'id_parliament: .0 at the end of a number removed': 2,
    'cabinet_status: changes during the appointment, so there is one HOLDS_OFFICE for each status': 1,
    'constituency_id: not in the files, so there is no role': 1,
    'party: none, as the member sits without one': 1,
    'type: a transfer of functions left out, as both bodies go on and the model has no relation for it': 1,
  });
});

test('each problem is reported with its line and column', () => {
  const problems = rows.flatMap((row) => row.problems);
  expect(problems.map(({ line, column, value, expected }) => [line, column, value, expected])).toEqual([
    [5, 'is_acting', 'maybe', 'one of True, False'],
    [
      8,
      'cabinet_status',
      'Inner cabinet',
      'one of Full cabinet, Attends cabinet, Attends cabinet when ministerial responsibilities are on the agenda, Non-cabinet',
    ],
    [5, 'house', 'Diet', 'one of Commons, Lords'],
    [4, 'id_parliament', 'x7', 'a number, such as 500'],
    [5, 'name', '', 'a name'],
    [4, 'post_id', 'post-9', 'a post that is in the table of posts; import post.csv together with this file'],
    [5, 'end_date', '2001-01-01', 'an end that is not before the beginning, 2001-02-01'],
    [
      5,
      'representation_id',
      'r-9',
      'a seat that is in the table of seats; import representation.csv together with this file',
    ],
    [4, 'type', 'Divorce', 'one of Name change, Merger, Demerger'],
  ]);
});

test('another table of the publisher is refused with the columns that were expected', async () => {
  await expect(readAll('ifg-ministers', [file('../transparency-meetings/commission_meetings')])).rejects.toThrow(
    'expected a table of ifg-ministers, known by its columns',
  );
});

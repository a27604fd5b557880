import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';

const file = (name: string) => fileURLToPath(new URL(`ifg-ministers/${name}.csv`, import.meta.url));
const all = ['appointment', 'appointment_characteristics', 'organisation', 'organisation_link', 'person', 'post'];
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
  ]);
  expect(new Set(ministers.map(({ sources }) => JSON.stringify(sources)))).toEqual(
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
        note: 'acting from 1991-01-01 to 1991-06-01; maternity leave from 1991-06-01',
      },
    ],
    [
      'minister:ifg-p-1/HOLDS_OFFICE/institution:ifg-o-1/a-2',
      { role: 'City Minister', period: { edtf: '1994-07-20/..', start: '1994-07-20', end: null } },
    ],
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
    'start_date, end_date: the model has no dates of institutions, so they are not kept': 1,
    'type: a transfer of functions left out, as both bodies go on and the model has no relation for it': 1,
  });
});

test('each problem is reported with its line and column', () => {
  const problems = rows.flatMap((row) => row.problems);
  expect(problems.map(({ line, column, value, expected }) => [line, column, value, expected])).toEqual([
    [5, 'is_acting', 'maybe', 'one of True, False'],
    [4, 'id_parliament', 'x7', 'a number, such as 500'],
    [5, 'name', '', 'a name'],
    [4, 'post_id', 'post-9', 'a post that is in the table of posts; import post.csv together with this file'],
    [5, 'end_date', '2001-01-01', 'an end that is not before the beginning, 2001-02-01'],
    [4, 'type', 'Divorce', 'one of Name change, Merger, Demerger'],
  ]);
});

test('another table of the publisher is refused with the columns that were expected', async () => {
  await expect(readAll('ifg-ministers', [file('../transparency-meetings/commission_meetings')])).rejects.toThrow(
    'expected a table of ifg-ministers, known by its columns',
  );
});

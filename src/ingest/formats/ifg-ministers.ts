import { type Period, parsePeriod } from '../../ontology/period.ts';
import { type Format, id, name } from './format.ts';
import { parliament } from './ifg-parliament.ts';
import type { Row } from './row.ts';

const person = (row: Row) => row.required('person_id', 'the id of a person');

const CABINET: Readonly<{ [status: string]: string }> = {
  'Full cabinet': 'FULL',
  'Attends cabinet': 'ATTENDS',
  'Attends cabinet when ministerial responsibilities are on the agenda': 'ATTENDS_IF_CONCERNED',
  'Non-cabinet': 'OUTSIDE',
};

const datesOf = (row: Row) =>
  [
    ['from', row.text('start_date')],
    ['to', row.text('end_date')],
  ].flatMap(([word, date]) => (date ? [`${word} ${date}`] : []));

/** A part of an appointment in which the cabinet status stays the same. */
interface Stretch {
  status: string | undefined;
  readonly parts: Row[];
}

const NO_PARTS: Stretch = { status: undefined, parts: [] };

/** The parts of an appointment in order, those of one cabinet status together. */
function stretchesOf(parts: readonly Row[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const byStart = [...parts].sort((a, b) => ((a.text('start_date') ?? '') < (b.text('start_date') ?? '') ? -1 : 1));
  for (const part of byStart) {
    const status = part.text('cabinet_status');
    const last = stretches.at(-1);
    if (last && (status === undefined || last.status === undefined || last.status === status)) {
      last.parts.push(part);
      last.status ??= status;
    } else stretches.push({ status, parts: [part] });
  }
  return stretches;
}

/** When the first of several stretches began, and the last one ended, is when the appointment did. */
function periodOf(stretches: readonly Stretch[], i: number, whole: Period | undefined): Period | undefined {
  const start = i === 0 ? whole?.start : stretches[i]?.parts[0]?.date('start_date')?.start;
  const end = i === stretches.length - 1 ? whole?.end : stretches[i + 1]?.parts[0]?.date('start_date')?.start;
  return start || end ? parsePeriod(`${start ?? ''}/${end ?? '..'}`) : undefined;
}

/** The note on a part of an appointment: "acting from 2023-04-28 to 2023-07-20". */
function asNote(row: Row): string | undefined {
  const acting = row.text('is_acting') === 'True' && 'acting';
  const leave = row.text('is_on_leave') === 'True' && (row.text('leave_reason')?.toLowerCase() ?? 'on leave');
  const what = [acting, leave].filter(Boolean).join(', ');
  return what === '' ? undefined : [what, ...datesOf(row)].join(' ');
}

export const ifgMinisters: Format = {
  name: 'ifg-ministers',
  description: 'Ministers of the United Kingdom since 1979: offices with dates; departments that followed each other.',
  source: {
    id: 'ifg-ministers',
    title: 'Ministers database of the Institute for Government',
    publisher: { id: 'institution:institute-for-government', name: 'Institute for Government' },
    licence: 'CC BY 4.0',
    url: 'https://www.instituteforgovernment.org.uk/ifg-ministers-database',
    language: 'en',
  },
  tables: [
    {
      name: 'posts',
      title: 'posts',
      file: 'post.csv',
      kept: true,
      key: ['id'],
      columns: {
        'id!': 'the post, which `appointment.csv` refers to',
        'organisation_id!': 'the institution of HOLDS_OFFICE',
        'name!': 'role of HOLDS_OFFICE',
        'rank_equivalence!': 'not read; tells the file from the others',
      },
      facts(row) {
        row.required('id', 'the id of a post');
        row.required('organisation_id', 'the id of an organisation');
        row.required('name', 'the name of a post');
      },
    },
    {
      name: 'characteristics',
      title: 'characteristics of appointments',
      file: 'appointment_characteristics.csv',
      kept: true,
      key: ['id'],
      keptAs: (row) => row.text('appointment_id'),
      columns: {
        'appointment_id!': 'the appointment that it belongs to',
        cabinet_status:
          'cabinet of HOLDS_OFFICE: Full cabinet is FULL, Attends cabinet is ATTENDS, only when their responsibilities are on the agenda is ATTENDS_IF_CONCERNED, Non-cabinet is OUTSIDE; one HOLDS_OFFICE for each status where it changes during the appointment, which is counted',
        'is_acting!': 'note of HOLDS_OFFICE, with the dates',
        'is_on_leave!': 'note of HOLDS_OFFICE, with the dates',
        leave_reason: 'note of HOLDS_OFFICE',
        start_date: 'note of HOLDS_OFFICE; its period, where the cabinet status changes',
        end_date: 'note of HOLDS_OFFICE',
      },
      facts(row) {
        row.required('appointment_id', 'the id of an appointment');
        row.oneOf('cabinet_status', CABINET);
        row.oneOf('is_acting', { True: true, False: false });
        row.oneOf('is_on_leave', { True: true, False: false });
        row.date('start_date');
        row.date('end_date');
      },
    },
    {
      name: 'persons',
      title: 'persons',
      file: 'person.csv',
      key: ['id', 'name'],
      columns: {
        'id!': 'the minister `minister:ifg-ID` of GB; several rows with one id are names of one person',
        'name!': 'name, in English; an alias where end_date says that it is an earlier one',
        'normalized_name!': 'another name, where it is written otherwise',
        short_name: 'short name',
        id_parliament:
          'the page of the person at members.parliament.uk, the same as the minister; 500.0 is taken as 500 and counted',
        end_date: 'whether the name is an earlier one; when it was used is not kept, which is counted',
      },
      facts(row, make) {
        const own = row.required('id', 'the id of a person');
        const text = row.required('name', 'a name');
        const normalized = row.text('normalized_name');
        const short = row.text('short_name');
        const earlier = row.date('end_date') !== undefined;
        if (earlier || row.text('start_date') !== undefined)
          row.note('start_date, end_date: when a name was used is not kept');
        const member = row.text('id_parliament');
        const number = /^(\d+)(?:\.0)?$/.exec(member ?? '')?.[1];
        if (member !== undefined && number === undefined) row.leftOut('id_parliament', 'a number, such as 500');
        else if (member !== number) row.note('id_parliament: .0 at the end of a number removed');
        if (!own || !text) return;
        make.entity(
          id('Minister', 'ifg', own),
          {
            names: [
              name(text, 'en', earlier ? 'ALIAS' : 'OFFICIAL'),
              ...(normalized ? [name(normalized, 'en', 'ALIAS')] : []),
              ...(short && !earlier ? [name(short, 'en', 'SHORT')] : []),
            ],
            country: 'GB',
            sameAs: number === undefined ? [] : [`https://members.parliament.uk/member/${number}`],
          },
          ['id'],
        );
      },
    },
    {
      name: 'organisations',
      title: 'organisations',
      file: 'organisation.csv',
      key: ['id'],
      columns: {
        'id!': 'the institution `institution:ifg-ID`, a MINISTRY of GB',
        'name!': 'name, in English',
        'short_name!': 'short name, in English',
        start_date: 'when the institution was founded',
        end_date: 'when the institution was dissolved; its status is INACTIVE then',
      },
      facts(row, make) {
        const own = row.required('id', 'the id of an organisation');
        const text = row.required('name', 'a name');
        const short = row.text('short_name');
        const founded = row.date('start_date');
        const dissolved = row.date('end_date');
        if (!own || !text) return;
        const names = [name(text, 'en'), ...(short ? [name(short, 'en', 'SHORT')] : [])];
        make.entity(id('Institution', 'ifg', own), {
          names,
          kind: 'MINISTRY',
          status: dissolved && 'INACTIVE',
          founded,
          dissolved,
          country: 'GB',
        });
      },
    },
    {
      name: 'appointments',
      title: 'appointments',
      file: 'appointment.csv',
      key: ['id'],
      columns: {
        'id!': 'key of HOLDS_OFFICE, as a person can hold two posts in one institution',
        'person_id!': 'the minister',
        'post_id!': 'the post, with the institution and the role; a post that is not in `post.csv` is a problem',
        start_date: 'period of HOLDS_OFFICE',
        end_date: 'period of HOLDS_OFFICE; open where it is empty, as the person is in office',
      },
      facts(row, make) {
        const own = row.required('id', 'the id of an appointment');
        const who = person(row);
        const held = row.required('post_id', 'the id of a post');
        const period = row.span('start_date', 'end_date', { open: true });
        if (!own || !who || !held) return;
        const post = make.lookup('posts', held);
        const organisation = post?.text('organisation_id');
        if (!organisation) {
          row.problem('post_id', 'a post that is in the table of posts; import post.csv together with this file');
          return;
        }
        const parts = make.lookupAll('characteristics', own);
        const stretches = stretchesOf(parts);
        if (stretches.length > 1)
          row.note('cabinet_status: changes during the appointment, so there is one HOLDS_OFFICE for each status');
        for (const [i, { status, parts }] of (stretches.length > 0 ? stretches : [NO_PARTS]).entries()) {
          const notes = parts.flatMap((part) => asNote(part) ?? []);
          const values = {
            role: post?.text('name'),
            period: stretches.length > 1 ? periodOf(stretches, i, period) : period,
            cabinet: CABINET[status ?? ''],
            note: notes.length > 0 ? notes.join('; ') : undefined,
          };
          const key = i === 0 ? own : `${own}-${i + 1}`;
          make.relation(
            'HOLDS_OFFICE',
            id('Minister', 'ifg', who),
            id('Institution', 'ifg', organisation),
            values,
            key,
          );
        }
      },
    },
    ...parliament,
    {
      name: 'organisation-links',
      title: 'links of organisations',
      file: 'organisation_link.csv',
      key: ['predecessor_organisation_id', 'successor_organisation_id', 'link_start_date'],
      columns: {
        'predecessor_organisation_id!': 'the institution that was SUCCEEDED_BY another',
        'successor_organisation_id!': 'the institution that succeeded it',
        'type!':
          'note of SUCCEEDED_BY: Name change, Merger, Demerger; a transfer of functions is left out and counted, as both institutions go on',
        link_start_date: 'period of SUCCEEDED_BY',
        link_end_date: 'period of SUCCEEDED_BY',
      },
      facts(row, make) {
        const from = row.required('predecessor_organisation_id', 'the id of an organisation');
        const to = row.required('successor_organisation_id', 'the id of an organisation');
        const type = row.required('type', 'a kind of link');
        const period = row.span('link_start_date', 'link_end_date');
        if (!from || !to || !type) return;
        if (/^transfer of functions(:|$)/i.test(type)) {
          row.note('type: a transfer of functions left out, as both bodies go on and the model has no relation for it');
          return;
        }
        const known = row.oneOf('type', { 'Name change': true, Merger: true, Demerger: true });
        if (known)
          make.relation('SUCCEEDED_BY', id('Institution', 'ifg', from), id('Institution', 'ifg', to), {
            period,
            note: type,
          });
      },
    },
  ],
};

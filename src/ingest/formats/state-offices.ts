import { codeAsName, type FactMaker, id, name, type Table } from './format.ts';
import type { Row } from './row.ts';
import { COUNTRIES, NO_STATE } from './state-ids.ts';

const DEPARTMENT = 'institution:us-department-of-state';

export const persons: Table = {
  name: 'persons',
  title: 'office holders',
  file: 'XML of <person>',
  perFile: true,
  element: 'person',
  key: ['id'],
  columns: {
    'id!': 'the minister `minister:state-ID` of US, the same one who travelled',
    'persName/forename': 'name',
    'persName/surname!': 'name',
    'persName/genName': 'name: Jr., III',
    'persName/altname': 'other names',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of a person');
    const surname = row.required('persName/surname', 'a surname');
    const parts = [row.text('persName/forename'), surname, row.text('persName/genName')];
    const others = [row.values['persName/altname'] ?? []]
      .flat()
      .map((text) => String(text).replace(/\s+/g, ' ').trim());
    if (!own || !surname) return;
    make.entity(id('Minister', 'state', own), {
      names: [
        name(parts.filter((part) => part !== undefined).join(' '), 'en'),
        ...others.map((text) => name(text, 'en', 'ALIAS')),
      ],
      country: 'US',
    });
  },
};

export const roles: Table = {
  name: 'roles',
  title: 'titles of offices',
  file: 'XML of <role>',
  perFile: true,
  kept: true,
  element: 'role',
  key: ['id'],
  columns: {
    'id!': 'the role, which the files of offices refer to',
    'names/singular': 'role of HOLDS_OFFICE: its title',
  },
  facts(row) {
    row.required('id', 'the id of a role');
    row.required('names/singular', 'the title of an office');
  },
};

/** The groups of a file that list people who never held the office. */
const NOMINEES = new Set(['other-nominees', 'other-appointees']);
/** Notes that say the same, where no date says that the person took office. */
const NEVER_HELD =
  /^(declined|did not (serve|proceed)|not commissioned; nomination|nomination .*(withdrawn|rejected|not acted)|took oath of office, but did not proceed)/i;

/** The note on a date, with the date where it completes the sentence: "End: Left Tehran on 1936-03-16." */
function noteOn(row: Row, what: string, label: string): string | undefined {
  // The text inside is a part of the sentence, and its place in it is not known.
  if (Object.keys(row.values).some((key) => key.startsWith(`${what}/note/`))) {
    row.note(`${what}/note: text in italics, so the note is left out`);
    return undefined;
  }
  const text = row.folded(`${what}/note`);
  if (text === undefined) return undefined;
  const date = /\b(on|about|before|after|by|in)$/i.test(text) ? row.text(`${what}/date`) : undefined;
  return `${label}: ${[text, date].filter(Boolean).join(' ').replace(/\.$/, '')}.`;
}

/** The state or territory that an envoy is sent to. Only its id is known here. */
function territory(row: Row, make: FactMaker): { id: string; country: string | undefined } | undefined {
  const own = row.text('contemporary-territory-id');
  if (own === undefined) return undefined;
  const country = COUNTRIES.get(own);
  const kind = NO_STATE.has(own) ? 'OTHER' : 'STATE';
  const state = id('Institution', 'state', own);
  return {
    id: make.entity(state, { names: [codeAsName(own)], kind, country }, ['contemporary-territory-id']),
    country,
  };
}

/** The key of an office: its id, which the files give to several terms of a person by mistake. */
function keyOf(row: Row, earlier: readonly Row[], own: string): string {
  const same = ['person-id', 'role-title-id', 'started/date', 'ended/date'] as const;
  const terms = earlier.filter((other) => other.text('person-id') === row.text('person-id'));
  if (terms.length === 0 || terms.some((other) => same.every((column) => other.text(column) === row.text(column))))
    return own;
  row.note('id: given to several offices of a person; numbered');
  return `${own} ${terms.length + 1}`;
}

/** The table of office holders, which files of positions and of missions share. */
export const offices = (table: string, root: string, element: string, title: string): Table => ({
  file: `XML of <${element}>`,
  name: table,
  title,
  perFile: true,
  kept: true,
  root,
  element,
  key: ['id'],
  columns: {
    'id!':
      'key of the relations; with a number where a person has another office with the same id but other dates or another role, counted',
    'person-id!':
      'the minister `minister:state-ID`, who HOLDS_OFFICE at `institution:us-department-of-state`; NOMINATED_FOR it where the list is `other-nominees` or `other-appointees`, or the note says that the person declined, was not confirmed or did not go, and no date says otherwise',
    'role-title-id!':
      'role: the title in the same file (`names/singular`) if the office is that of the file, else the title in the file of the role; this id, counted, where neither is there',
    '/names/singular': 'the title of the office that the file is about',
    '/id': 'the id of the office that the file is about',
    '..': 'the list in which the person stands',
    'contemporary-territory-id':
      'the institution `institution:state-ID`, which an envoy is ACCREDITED_TO; its id is its name until a trip or a visit names it. For a nominee the country, or the note where the state has no code',
    'appointed/date': 'when the person was appointed; it does not begin the period',
    'started/date': 'period of HOLDS_OFFICE and ACCREDITED_TO; no period where both dates are empty, counted',
    'ended/date': 'period of HOLDS_OFFICE and ACCREDITED_TO; of unknown end where it is empty',
    'started/note': 'note of HOLDS_OFFICE',
    'ended/note': 'note of HOLDS_OFFICE: how the office ended',
    'appointed/note': 'note of HOLDS_OFFICE',
    note: 'note of HOLDS_OFFICE',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of an appointment');
    const who = row.required('person-id', 'the id of a person');
    const code = row.required('role-title-id', 'the id of a role');
    const period = row.span('started/date', 'ended/date');
    const appointed = row.date('appointed/date');
    const note = row.folded('note');
    const notes = [
      note,
      noteOn(row, 'appointed', 'Appointment'),
      noteOn(row, 'started', 'Start'),
      noteOn(row, 'ended', 'End'),
    ];
    if (!own || !who || !code) return;
    const ofFile = row.text('/id') === code ? row.text('/names/singular') : undefined;
    const titled = ofFile ?? make.lookup('roles', code)?.text('names/singular');
    if (!titled) row.note('role-title-id: no file has the title of this role, so its id is the title');
    const role = titled ?? code;
    const person = id('Minister', 'state', who);
    const key = keyOf(row, make.lookupAll(table, own), own);
    const department = make.entity(
      DEPARTMENT,
      { names: [name('U.S. Department of State', 'en')], kind: 'MINISTRY', country: 'US' },
      [],
    );
    const sentTo = territory(row, make);
    const joined = (some: readonly (string | undefined)[]) => some.filter(Boolean).join(' ') || undefined;
    if (NOMINEES.has(row.text('..') ?? '') || (!period && NEVER_HELD.test(note ?? ''))) {
      row.note('a nominee who never held the office');
      const place = sentTo && !sentTo.country ? `Territory: ${row.text('contemporary-territory-id')}.` : undefined;
      const values = { role, appointed, country: sentTo?.country, note: joined([place, ...notes]) };
      make.relation('NOMINATED_FOR', person, department, values, key);
      return;
    }
    if (!period) row.note('started, ended: both unknown, so there is no period');
    make.relation('HOLDS_OFFICE', person, department, { role, appointed, period, note: joined(notes) }, key);
    if (sentTo) make.relation('ACCREDITED_TO', person, sentTo.id, { role, period }, key);
  },
});

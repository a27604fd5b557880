import { countryByName } from './countries.ts';
import { type FactMaker, type Format, id, name, type Table } from './format.ts';
import type { Row } from './row.ts';

const US = 'institution:state-united-states';
const DEPARTMENT = 'institution:us-department-of-state';

/** Ids of states as the publisher writes them: an English name in lower case with hyphens. */
const slug = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’().]/gu, '')
    .replace(/&/g, ' ')
    .trim()
    .replace(/[^A-Za-z]+/g, '-')
    .toLowerCase();

const names = new Intl.DisplayNames('en', { type: 'region' });

/** Ids that differ from the current name in ISO 3166-1. */
const COUNTRIES: ReadonlyMap<string, string> = new Map([
  ...[...countryByName('en')].map(([text, code]) => [slug(text), code] as const),
  ['burma', 'MM'],
  ['cape-verde', 'CV'],
  ['congo-democratic-republic', 'CD'],
  ['congo-republic', 'CG'],
  ['cote-divoire', 'CI'],
  ['czech-republic', 'CZ'],
  ['holy-see', 'VA'],
  ['korea-north', 'KP'],
  ['korea-south', 'KR'],
  ['macedonia', 'MK'],
  ['sao-tome-and-principe', 'ST'],
  ['swaziland', 'SZ'],
  ['trinidad-and-tobago', 'TT'],
  ['turkey', 'TR'],
  ['turkiye', 'TR'],
]);

/** Hosts that are not states today, or not recognised by all. */
const NO_STATE = new Set(['french-polynesia', 'netherlands-antilles', 'palestinian-authority']);

/** Titles that are not a part of a name, as "King" is; the longest first. */
const TITLES = [
  'Deputy Prime Minister',
  'Prime Minister-elect',
  'Acting President',
  'Interim President',
  'Chancellor-elect',
  'Foreign Minister',
  'President-elect',
  'Vice President',
  'Prime Minister',
  'Chancellor',
  'President',
  'Premier',
];
/** Capitalised words, with the small words that belong to names. */
const WORD = String.raw`(?:(?:al-|el-|ul-|d['’])?\p{Lu}[\p{L}\p{M}.'’-]*|da|de|do|del|della|dos|das|la|los|von|van|der|den|bin|ibn|arap|y)`;
const ONE_NAME = new RegExp(`^${WORD}(?: ${WORD})*$`, 'u');

/** The host of a trip or the home of a visitor. */
function state(row: Row, make: FactMaker, column: string): string | undefined {
  const own = row.required(`${column}@id`, 'the id of a country');
  const text = row.required(column, 'the name of a country');
  if (!own || !text) return undefined;
  const country = COUNTRIES.get(own);
  if (!country) row.note(`${column}: no single code of ISO 3166-1 for this state, so it gets none`);
  else if (names.of(country) !== text) row.note(`${column}: differs from the current name; kept as another name`);
  return make.entity(
    id('Institution', 'state', own),
    { names: [name(text, 'en', 'ALIAS')], kind: NO_STATE.has(own) ? 'OTHER' : 'STATE', country },
    [`${column}@id`],
  );
}

/** The kind of an event, by how its remark begins. */
const kindOf = (remarks: string | undefined) => (/^(met|meeting) with /i.test(remarks ?? '') ? 'MEETING' : 'OTHER');

const dates = {
  'start-date': 'period of the event, as precise as stated',
  'end-date': 'period of the event; of unknown end where it is empty',
};

const trips: Table = {
  name: 'trips',
  title: 'travels abroad',
  file: 'XML of <trip>',
  perFile: true,
  root: 'trips',
  element: 'trip',
  key: ['id'],
  columns: {
    'id!': 'the event `event:state-trip-ID`',
    '@who': 'the minister `minister:state-WHO` of US, who ATTENDED',
    'name!': 'name of the minister',
    role: 'role of ATTENDED',
    ...dates,
    'country@id': 'the institution `institution:state-ID`, which ORGANISED as host; its code where that is certain',
    country: 'name of the institution, and the country of the place',
    locale: 'place of the event',
    remarks: 'summary of the event, whose kind is MEETING where it begins with "Met with", else OTHER',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of a trip');
    const who = row.required('@who', 'the id of a person');
    const text = row.required('name', 'a name');
    const period = row.span('start-date', 'end-date');
    const locale = row.folded('locale');
    const remarks = row.folded('remarks');
    const country = row.text('country');
    const host = state(row, make, 'country');
    if (!own || !who || !text || !host) return;
    const minister = make.entity(id('Minister', 'state', who), { names: [name(text, 'en')], country: 'US' }, ['@who']);
    const event = make.entity(id('Event', 'state-trip', own), {
      names: [name(`${text} in ${locale ? `${locale}, ` : ''}${country}`, 'en', 'ALIAS')],
      summary: remarks,
      kind: kindOf(remarks),
      period,
      place: {
        name: locale ?? null,
        city: null,
        country: COUNTRIES.get(row.text('country@id') ?? '') ?? null,
        latitude: null,
        longitude: null,
      },
    });
    make.relation('ATTENDED', minister, event, { role: row.text('role') });
    make.relation('ORGANISED', host, event, { role: 'host' });
  },
};

const visits: Table = {
  name: 'visits',
  title: 'visits of foreign leaders',
  file: 'XML of <visit>',
  perFile: true,
  root: 'visits',
  element: 'visit',
  key: ['id'],
  columns: {
    'id!': 'the event `event:state-visit-ID`, which `institution:state-united-states` ORGANISED as host',
    ...dates,
    visitor:
      'the minister `minister:state-visit-ID`, one for each visit, as only the name says who is the same; a title such as president is parted from the name where the rest is certainly one, and becomes the role, counted; several persons in one text stand in the name of the event only',
    'from@id': 'the institution `institution:state-ID`, which PARTICIPATED',
    from: 'name of the institution',
    description: 'summary of the event',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of a visit');
    const visitor = row.required('visitor', 'a visitor');
    const period = row.span('start-date', 'end-date');
    const description = row.folded('description');
    const from = row.text('from');
    const home = state(row, make, 'from');
    if (!own || !visitor || !home) return;
    const event = make.entity(id('Event', 'state-visit', own), {
      names: [name(`${visitor} of ${from} in the United States`, 'en', 'ALIAS')],
      summary: description,
      kind: kindOf(description),
      period,
      place: { name: null, city: null, country: 'US', latitude: null, longitude: null },
    });
    const host = make.entity(US, { names: [name('United States', 'en')], kind: 'STATE', country: 'US' }, []);
    make.relation('ORGANISED', host, event, { role: 'host' });
    make.relation('PARTICIPATED', home, event, { role: 'visitor' });
    if (/[,;&/]| and /.test(visitor)) {
      row.note('visitor: may be several persons, so only the name of the event has the text');
      return;
    }
    const title = TITLES.find((each) => visitor.startsWith(`${each} `));
    const rest = title ? visitor.slice(title.length + 1) : '';
    const parted = ONE_NAME.test(rest);
    row.note(
      parted
        ? 'visitor: title and name separated; the whole text is kept as another name'
        : 'visitor: title and name not separated, as it is uncertain where the title ends',
    );
    const minister = make.entity(id('Minister', 'state-visit', own), {
      names: parted ? [name(rest, 'en'), name(visitor, 'en', 'ALIAS')] : [name(visitor, 'en', 'ALIAS')],
      country: COUNTRIES.get(row.text('from@id') ?? ''),
    });
    make.relation('ATTENDED', minister, event, { role: parted ? title : undefined });
  },
};

const persons: Table = {
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

const roles: Table = {
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

/** The table of office holders, which files of positions and of missions share. */
const offices = (table: string, root: string, element: string, title: string): Table => ({
  file: `XML of <${element}>`,
  name: table,
  title,
  perFile: true,
  root,
  element,
  key: ['id'],
  columns: {
    'id!': 'key of HOLDS_OFFICE; a second one with other dates is a problem',
    'person-id!': 'the minister `minister:state-ID`, who HOLDS_OFFICE at `institution:us-department-of-state`',
    'role-title-id!': 'role of HOLDS_OFFICE: its title where the file of the role is there, else this id, counted',
    'contemporary-territory-id': 'note of HOLDS_OFFICE: where the office was',
    'started/date': 'period of HOLDS_OFFICE; no period where both dates are empty, counted',
    'ended/date': 'period of HOLDS_OFFICE; of unknown end where it is empty',
    note: 'note of HOLDS_OFFICE',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of an appointment');
    const who = row.required('person-id', 'the id of a person');
    const role = row.required('role-title-id', 'the id of a role');
    const period = row.span('started/date', 'ended/date');
    if (!period) row.note('started, ended: both unknown, so there is no period');
    const territory = row.text('contemporary-territory-id');
    const note = row.folded('note');
    if (!own || !who || !role) return;
    const titled = make.lookup('roles', role)?.text('names/singular');
    if (!titled) row.note('role-title-id: no file has the title of this role, so its id is the title');
    const department = make.entity(
      DEPARTMENT,
      { names: [name('U.S. Department of State', 'en')], kind: 'MINISTRY', country: 'US' },
      [],
    );
    make.relation(
      'HOLDS_OFFICE',
      id('Minister', 'state', who),
      department,
      {
        role: titled ?? role,
        period,
        note: [territory && `Territory: ${territory}.`, note].filter(Boolean).join(' ') || undefined,
      },
      own,
    );
  },
});

export const stateTravels: Format = {
  name: 'state-travels',
  description: 'Travels of presidents and secretaries of state of the US, visits of foreign leaders, office holders.',
  source: {
    id: 'us-office-of-the-historian',
    title: 'Office of the Historian',
    publisher: {
      id: 'institution:us-office-of-the-historian',
      name: 'Office of the Historian, U.S. Department of State',
    },
    licence: 'CC0',
    url: 'https://history.state.gov/',
    language: 'en',
  },
  tables: [
    trips,
    visits,
    persons,
    roles,
    offices('positions', 'principal-position', 'principal', 'principal officers'),
    offices('country-missions', 'country-mission', 'chief', 'chiefs of mission'),
    offices('organisation-missions', 'org-mission', 'chief', 'chiefs of mission to organisations'),
  ],
};

import { type FactMaker, type Format, id, name, type Table } from './format.ts';
import type { Row } from './row.ts';
import { COUNTRIES, NO_STATE } from './state-ids.ts';
import { offices, persons, roles } from './state-offices.ts';

const US = 'institution:state-united-states';

const names = new Intl.DisplayNames('en', { type: 'region' });

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

/** The codes of roles of travellers. */
const TRAVELLERS: Readonly<{ [code: string]: string }> = { president: 'President', secretary: 'Secretary of State' };

/** Words of places that are not towns. */
const NO_TOWN = /\b(base|bay|camp|canal|castle|city of|compound|island|islands|lake|palace|ranch|ship|uss|zone)\b/i;
/** Regions that the trips name in place of a town. */
const REGIONS = new Set(['Normandy', 'Martinique']);

/** The town of a locale: none if it lists several, or is certainly something else. What stands in brackets says where it is. */
function townOf(row: Row, locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined;
  const town = locale.replace(/ \([^()]*\)$/, '');
  if (/[,;&/()]| and /.test(town.replace(/, D\.F\.$/, ''))) {
    row.note('locale: may be several towns, so it is the name of the place');
    return undefined;
  }
  if (!NO_TOWN.test(town) && !REGIONS.has(town)) return town;
  row.note('locale: no town, so it is the name of the place');
  return undefined;
}

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
    role: 'role of ATTENDED: president is President, secretary is Secretary of State, others stay',
    ...dates,
    'country@id': 'the institution `institution:state-ID`, which ORGANISED as host; its code where that is certain',
    country: 'name of the institution, and the country of the place',
    locale:
      'city of the place of the event; its name where it lists several towns, is no town, or has something in brackets, and the first two are counted',
    remarks: 'summary of the event, whose kind is MEETING where it begins with "Met with", else OTHER',
  },
  facts(row, make) {
    const own = row.required('id', 'the id of a trip');
    const who = row.required('@who', 'the id of a person');
    const text = row.required('name', 'a name');
    const period = row.span('start-date', 'end-date');
    const locale = row.folded('locale');
    const city = townOf(row, locale);
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
        name: locale === undefined || locale === city ? null : locale,
        city: city ?? null,
        country: COUNTRIES.get(row.text('country@id') ?? '') ?? null,
        latitude: null,
        longitude: null,
      },
    });
    const role = row.text('role');
    make.relation('ATTENDED', minister, event, { role: TRAVELLERS[role ?? ''] ?? role });
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

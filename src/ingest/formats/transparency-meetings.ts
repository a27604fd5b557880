import { createHash } from 'node:crypto';
import { countryByName } from './countries.ts';
import { type Format, id, name } from './format.ts';

/** Persons have no id in the register, and each table writes their names with other case and spacing. */
const folded = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** The Italian labels of the register, typing errors included, in English. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['commissario', 'Commissioner'],
  ['president', 'President'],
  ['direttore generale', 'Director-General'],
  ['direttore geneale', 'Director-General'],
  ['direttpre generale', 'Director-General'],
  ['diretrore generale', 'Director-General'],
  ['direttore gener', 'Director-General'],
  ['direttore generale aggiunto', 'Deputy Director-General'],
]);

/** Locations of meetings that had no place. */
const ONLINE =
  /^(online|virtual|virtual meeting|webex|conference call|(video|vc|tele)[\s-]*(conference|conferencing|call|meeting)?)$/i;
const BRUSSELS = /^(brussels|bruxelles)([\s,-]+bel(gium|guim))?$/i;

const countries = countryByName('it');

export const transparencyMeetings: Format = {
  name: 'transparency-meetings',
  description: 'Meetings of organisations with commissioners and officials, from the EU Transparency Register.',
  source: {
    id: 'eu-transparency-register',
    title: 'EU Transparency Register',
    publisher: {
      id: 'institution:eu-transparency-register',
      name: 'Secretariat of the EU Transparency Register',
    },
    licence: 'Reuse under Commission Decision 2011/833/EU',
    url: 'https://transparency-register.europa.eu/',
  },
  tables: [
    {
      name: 'directorates',
      title: 'directorates',
      file: 'directorate.csv',
      kept: true,
      key: ['id'],
      columns: {
        'id!': 'the directorate, which `commission_representative.csv` refers to',
        'name!': 'note of HOLDS_OFFICE',
        'creation_date!': 'not read; tells the file from the others',
      },
      facts(row) {
        row.required('id', 'the id of a directorate');
        row.required('name', 'the name of a directorate');
        row.folded('name');
      },
    },
    {
      name: 'representatives',
      title: 'representatives of the Commission',
      file: 'commission_representative.csv',
      kept: true,
      key: ['id'],
      keptAs: (row) => folded(row.text('name') ?? ''),
      columns: {
        'name!':
          'the minister `minister:eutr-NAME` of EU: the register has a row for each person and year, and no id of a person',
        'year!': 'period of HOLDS_OFFICE at `institution:european-commission`',
        'directorate_id!': 'note of HOLDS_OFFICE: the name of the directorate',
        'role!': 'role of HOLDS_OFFICE; known Italian labels become English, and both they and the others are counted',
        'id!': 'key of HOLDS_OFFICE',
      },
      facts(row, make) {
        const own = row.required('id', 'the id of a representative');
        const text = row.required('name', 'the name of a representative');
        const label = row.folded('role');
        const role = label === undefined ? undefined : ROLES.get(label.toLowerCase());
        if (role !== undefined && role !== label) row.note('role: Italian label translated into English');
        else if (label !== undefined && role === undefined) row.note('role: label without a translation kept');
        const unit = make.lookup('directorates', row.text('directorate_id') ?? '');
        if (!unit) row.note('directorate_id: not in the files, so the note has no directorate');
        const period = row.date('year');
        if (!own || !text) return;
        const commission = make.entity(
          'institution:european-commission',
          { names: [name('European Commission', 'en')], kind: 'COMMISSION', country: 'EU' },
          [],
        );
        const who = make.entity(
          id('Minister', 'eutr', folded(text)),
          { names: [name(text, 'und')], country: 'EU' },
          {
            name: folded(text),
          },
        );
        make.relation('HOLDS_OFFICE', who, commission, { role: role ?? label, period, note: unit?.text('name') }, own);
      },
    },
    {
      name: 'organisations',
      title: 'organisations',
      file: 'lobbyist_profile.csv',
      key: ['lobbyist_id'],
      columns: {
        'lobbyist_id!': 'the institution `institution:eutr-ID`',
        'organization_name!': 'name; the register does not say in which language',
        acronym: 'acronym; the register does not say in which language',
        country: 'country, by its whole Italian name, counted; a part of a name (UNITI) is left out and counted',
        transparency_register_url: 'the same institution in the register',
      },
      facts(row, make) {
        const own = row.required('lobbyist_id', 'an identification number of the register');
        const text = row.required('organization_name', 'the name of an organisation');
        const acronym = row.text('acronym');
        const written = row.text('country');
        const country = written === undefined ? undefined : countries.get(written.toLowerCase());
        if (country) row.note('country: Italian name converted to the code of ISO 3166-1');
        else if (written) row.note('country: unknown or incomplete name left out');
        const url = row.uri('transparency_register_url');
        if (!own || !text) return;
        make.entity(id('Institution', 'eutr', own), {
          names: [name(text, 'und'), ...(acronym ? [name(acronym, 'und', 'ACRONYM')] : [])],
          country,
          sameAs: url ? [url] : [],
        });
      },
    },
    {
      name: 'meetings',
      title: 'meetings',
      file: 'commission_meetings.csv',
      key: ['lobbyist_id', 'meeting_date', 'commission_representative'],
      columns: {
        'lobbyist_id!': 'the institution that PARTICIPATED',
        'meeting_date!': 'period of the event',
        'topic!': 'name of the event `event:eutr-ID`, in no stated language; line breaks become spaces, counted',
        'commission_representative!':
          'summary of the event, and the minister `minister:eutr-NAME` of EU who ATTENDED: the representative with that name in letters of any case, with the role of that year if there is exactly one; a name that no representative has is counted, and similar names are not matched',
        location: 'place of the event; none where it was online, and Brussels in all its spellings, both counted',
      },
      facts(row, make) {
        const own = row.required('lobbyist_id', 'an identification number of the register');
        row.required('meeting_date', 'the date of a meeting');
        const period = row.date('meeting_date');
        row.required('topic', 'the topic of a meeting');
        const topic = row.folded('topic');
        const who = row.folded('commission_representative');
        const location = row.folded('location');
        if (!own || !topic || !period) return;
        if (location && ONLINE.test(location)) row.note('location: online, so the event has no place');
        else if (location && BRUSSELS.test(location)) row.note('location: Brussels in one of its spellings');
        const city = location && BRUSSELS.test(location);
        const place =
          !location || ONLINE.test(location)
            ? undefined
            : {
                name: city ? null : location,
                city: city ? 'Brussels' : null,
                country: city ? 'BE' : null,
                latitude: null,
                longitude: null,
              };
        const told = createHash('sha256')
          .update(`${topic}\n${who ?? ''}`.toLowerCase())
          .digest('hex')
          .slice(0, 12);
        const event = make.entity(id('Event', 'eutr', `${own}-${period.edtf}-${told}`), {
          names: [name(topic, 'und')],
          summary: who && `Representative of the European Commission: ${who}.`,
          kind: 'MEETING',
          period,
          place,
        });
        make.relation('PARTICIPATED', id('Institution', 'eutr', own), event);
        if (!who) return;
        const posts = make.lookupAll('representatives', folded(who));
        const minister = id('Minister', 'eutr', folded(who));
        if (posts.length === 0) {
          row.note('commission_representative: no representative has that name, so there is no role');
          const by = { commission_representative: folded(who) };
          make.entity(minister, { names: [name(who, 'und')], country: 'EU' }, by);
          make.relation('ATTENDED', minister, event);
          return;
        }
        // The role is unknown if the person held two posts in that year, or none that the register lists.
        const roles = new Set(
          posts.filter((post) => post.text('year') === period.edtf.slice(0, 4)).map((post) => post.text('role')),
        );
        const [label] = roles;
        if (roles.size !== 1)
          row.note('commission_representative: not exactly one post in that year, so there is no role');
        make.relation('ATTENDED', minister, event, {
          role: roles.size === 1 && label ? (ROLES.get(label.toLowerCase()) ?? label) : undefined,
        });
      },
    },
  ],
};

import { id, name, type Table } from './format.ts';

/** What the column of parties says of members without one. */
const NO_PARTY = new Set([
  'Crossbench',
  'Independent',
  'Independent Conservative',
  'Labour Independent',
  'Lord Speaker',
  'Non-affiliated',
]);

const HOUSES: Readonly<{ [house: string]: readonly [code: string, name: string] }> = {
  Commons: ['house-of-commons', 'House of Commons'],
  Lords: ['house-of-lords', 'House of Lords'],
};

/** The tables of seats in parliament, with the party in each. */
export const parliament: readonly Table[] = [
  {
    name: 'constituencies',
    title: 'constituencies',
    file: 'constituency.csv',
    kept: true,
    key: ['id'],
    columns: {
      'id!': 'the constituency, which `representation.csv` refers to',
      'id_parliament!': 'not read; tells the file from the others',
      'name!': 'role of MEMBER_OF the House of Commons: "Member for Tottenham"',
    },
    facts(row) {
      row.required('id', 'the id of a constituency');
      row.required('name', 'the name of a constituency');
    },
  },
  {
    name: 'representations',
    title: 'seats in parliament',
    file: 'representation.csv',
    kept: true,
    key: ['id'],
    columns: {
      'id!': 'key of MEMBER_OF',
      'person_id!':
        'the minister, who is MEMBER_OF `institution:ifg-house-of-commons` or `institution:ifg-house-of-lords`',
      'house!': 'the institution: Commons or Lords',
      'constituency_id!': 'role of MEMBER_OF: its name; none, counted, where `constituency.csv` is not there',
      type: 'role of MEMBER_OF: Life peer',
      start_date: 'period of MEMBER_OF',
      end_date: 'period of MEMBER_OF; open where it is empty',
    },
    facts(row, make) {
      const own = row.required('id', 'the id of a seat');
      const who = row.required('person_id', 'the id of a person');
      row.required('house', 'a house of parliament');
      const house = row.oneOf('house', HOUSES);
      const seat = row.text('constituency_id');
      const constituency = seat === undefined ? undefined : make.lookup('constituencies', seat)?.text('name');
      if (seat && !constituency) row.note('constituency_id: not in the files, so there is no role');
      const type = row.text('type');
      const period = row.span('start_date', 'end_date', { open: true });
      if (!own || !who || !house) return;
      const [code, called] = house;
      const institution = make.entity(id('Institution', 'ifg', code), { names: [name(called, 'en')], country: 'GB' }, [
        'house',
      ]);
      const role = constituency ? `Member for ${constituency}` : type;
      make.relation('MEMBER_OF', id('Minister', 'ifg', who), institution, { role, period }, own);
    },
  },
  {
    name: 'parties',
    title: 'parties of members of parliament',
    file: 'representation_characteristics.csv',
    key: ['id'],
    columns: {
      'id!': 'key of MEMBER_OF, as a person has a party in each parliament',
      'representation_id!': 'the seat, with the minister; a seat that is not in `representation.csv` is a problem',
      'party!':
        'the institution `institution:ifg-party-NAME`, a PARTY of GB, which the minister is MEMBER_OF; those without a party (Crossbench, Independent, Non-affiliated …) are left out and counted',
      start_date: 'period of MEMBER_OF',
      end_date: 'period of MEMBER_OF; open where it is empty',
    },
    facts(row, make) {
      const own = row.required('id', 'the id of a party membership');
      const seat = row.required('representation_id', 'the id of a seat');
      const party = row.required('party', 'a party');
      const period = row.span('start_date', 'end_date', { open: true });
      if (!own || !seat || !party) return;
      const who = make.lookup('representations', seat)?.text('person_id');
      if (!who) {
        row.problem(
          'representation_id',
          'a seat that is in the table of seats; import representation.csv together with this file',
        );
        return;
      }
      if (NO_PARTY.has(party)) {
        row.note('party: none, as the member sits without one');
        return;
      }
      const institution = make.entity(
        id('Institution', 'ifg-party', party),
        { names: [name(party, 'en')], kind: 'PARTY', country: 'GB' },
        ['party'],
      );
      make.relation('MEMBER_OF', id('Minister', 'ifg', who), institution, { period }, own);
    },
  },
];

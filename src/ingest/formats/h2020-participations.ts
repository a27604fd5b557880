import { ACTIVITY_TYPES } from './activity-types.ts';
import { codeAsName, type Format, id, name } from './format.ts';

/** The parts of Horizon 2020 by which its projects are grouped, as the Commission names them. */
const PARTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ERC: 'European Research Council',
    FET: 'Future and Emerging Technologies',
    MSCA: 'Marie Skłodowska-Curie Actions',
    RI: 'Research infrastructures',
    LEIT: 'Leadership in enabling and industrial technologies',
    ARF: 'Access to risk finance',
    'Innovation in SMEs': 'Innovation in SMEs',
    SC1: 'Health, demographic change and wellbeing',
    SC2: 'Food security, sustainable agriculture and forestry, marine research and the bioeconomy',
    SC3: 'Secure, clean and efficient energy',
    SC4: 'Smart, green and integrated transport',
    SC5: 'Climate action, environment, resource efficiency and raw materials',
    SC6: 'Europe in a changing world: inclusive, innovative and reflective societies',
    SC7: 'Secure societies: protecting freedom and security of Europe and its citizens',
    SEWP: 'Spreading excellence and widening participation',
    SWAFS: 'Science with and for society',
    JRC: 'Joint Research Centre',
    EIT: 'European Institute of Innovation and Technology',
    Euratom: 'Euratom',
  }),
);

export const h2020Participations: Format = {
  name: 'h2020-participations',
  description: 'Who took part in the projects of Horizon 2020, with role and money; projects by part of the programme.',
  source: {
    id: 'h2020-participations',
    title: 'Participations in Horizon 2020',
    publisher: { id: 'institution:european-commission', name: 'European Commission' },
    licence: 'CC BY 4.0',
    url: 'https://cordis.europa.eu/',
  },
  tables: [
    {
      name: 'participations',
      title: 'participations',
      key: ['rcn', 'pic'],
      columns: {
        'rcn!': 'the project `project:h2020-RCN`, named by its number, the same as its page in CORDIS by record number',
        'pic!': 'the institution `institution:pic-PIC`, named by its code until another table has a name',
        'role!': 'role of PARTICIPATES_IN',
        type: 'kind of the institution: HES is UNIVERSITY, PRC is COMPANY, REC is RESEARCH, PUB is AGENCY, OTH is OTHER',
        contribution: 'amount of PARTICIPATES_IN, in euros',
        country:
          'country of the institution; UK is GB and EL is GR. NA is Namibia where `group` is tc, a country outside the European Union, and otherwise as in all tables',
        group: 'tells whether the country NA is Namibia',
        start_date: 'period of the project',
        end_date: 'period of the project',
        total_cost: 'budget of the project, in euros',
      },
      facts(row, make) {
        const rcn = row.required('rcn', 'the record number of a project');
        const pic = row.required('pic', 'the identification code of a participant');
        const role = row.required('role', 'a role');
        const institution = {
          names: [codeAsName(`PIC ${pic}`)],
          kind: row.oneOf('type', ACTIVITY_TYPES),
          // The table writes NA for missing values too, but who has no country has no group of countries.
          country: row.country('country', row.text('group') === 'tc' ? true : undefined),
        };
        const project = {
          names: [codeAsName(`RCN ${rcn}`)],
          sameAs: [`https://cordis.europa.eu/project/rcn/${encodeURIComponent(rcn ?? '')}`],
          period: row.span('start_date', 'end_date'),
          budget: row.money('total_cost', 'EUR'),
        };
        const amounts = row.money('contribution', 'EUR');
        if (!rcn || !pic || !role) return;
        const from = make.entity(id('Institution', 'pic', pic), institution, ['pic']);
        const to = make.entity(id('Project', 'h2020', rcn), project, ['rcn']);
        make.relation('PARTICIPATES_IN', from, to, { role, amounts });
      },
    },
    {
      name: 'programme-parts',
      title: 'parts of the programme',
      key: ['rcn', 'programme_part'],
      columns: {
        'rcn!': 'the project `project:h2020-RCN`, which is IN_AREA of the part',
        'programme_part!':
          'the area `area:h2020-PART`, named as the Commission names it; an unknown part goes by its code',
      },
      facts(row, make) {
        const rcn = row.required('rcn', 'the record number of a project');
        const part = row.required('programme_part', 'a part of Horizon 2020');
        if (!rcn || !part) return;
        const area = make.entity(
          id('Area', 'h2020', part),
          {
            names: [name(PARTS.get(part) ?? part, 'en'), name(part, 'en', 'ACRONYM')].slice(
              0,
              PARTS.get(part) === part ? 1 : 2,
            ),
            code: part,
          },
          ['programme_part'],
        );
        make.relation('IN_AREA', id('Project', 'h2020', rcn), area);
      },
    },
  ],
};

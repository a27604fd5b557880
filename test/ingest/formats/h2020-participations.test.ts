import { expect, test } from 'vitest';
import { readAll } from '../read-all.ts';
import { entities, problems, relations } from '../short-facts.ts';

const folder = 'test/ingest/formats/h2020-participations';

test('a row is one institution in one project, and projects are in parts of the programme', async () => {
  const { rows, notes } = await readAll('h2020-participations', [
    `${folder}/parts.csv`,
    `${folder}/participations.csv`,
  ]);
  const institution = (pic: string, kind: string, country?: string) => ({
    id: `institution:pic-${pic}`,
    names: [`PIC ${pic} @zxx ALIAS`],
    kind,
    ...(country ? { country } : {}),
    from: `document:h2020-participations-participations pic=${pic}`,
  });
  const project = (rcn: string, period: string, budget?: string) => ({
    id: `project:h2020-${rcn}`,
    names: [`RCN ${rcn} @zxx ALIAS`],
    sameAs: [`https://cordis.europa.eu/project/rcn/${rcn}`],
    period,
    ...(budget ? { budget: [budget] } : {}),
    from: `document:h2020-participations-participations rcn=${rcn}`,
  });
  const area = (slug: string, code: string, names: readonly string[]) => ({
    id: `area:h2020-${slug}`,
    names,
    code,
    from: `document:h2020-participations-programme-parts programme_part=${code}`,
  });
  const harbourWall = project('200001', '2016-01-01/2018-12-31', '1000 EUR');
  expect(entities(rows)).toEqual([
    institution('700000003', 'COMPANY', 'GB'),
    harbourWall,
    institution('700000002', 'RESEARCH', 'GR'),
    harbourWall,
    institution('700000004', 'AGENCY', 'NA'),
    project('200002', '/2019-05-31'),
    // Who has no group of countries has no country either.
    institution('700000009', 'AGENCY'),
    harbourWall,
    area('sc2', 'SC2', [
      'Food security, sustainable agriculture and forestry, marine research and the bioeconomy @en OFFICIAL',
      'SC2 @en ACRONYM',
    ]),
    area('innovation~20in~20smes', 'Innovation in SMEs', ['Innovation in SMEs @en OFFICIAL']),
    // An unknown part goes by its code.
    area('constructor', 'constructor', ['constructor @en OFFICIAL']),
  ]);
  const takesPart = (pic: string, rcn: string, values: object) => [
    `institution:pic-${pic}/PARTICIPATES_IN/project:h2020-${rcn}`,
    values,
    `document:h2020-participations-participations rcn=${rcn} pic=${pic}`,
  ];
  const inArea = (rcn: string, slug: string, code: string) => [
    `project:h2020-${rcn}/IN_AREA/area:h2020-${slug}`,
    {},
    `document:h2020-participations-programme-parts rcn=${rcn} programme_part=${code}`,
  ];
  expect(relations(rows)).toEqual([
    takesPart('700000003', '200001', { role: 'coordinator', amounts: ['300.5 EUR'] }),
    takesPart('700000002', '200001', { role: 'participant' }),
    takesPart('700000004', '200002', { role: 'participant', amounts: ['77 EUR'] }),
    takesPart('700000009', '200001', { role: 'participant' }),
    inArea('200001', 'sc2', 'SC2'),
    inArea('200001', 'innovation~20in~20smes', 'Innovation in SMEs'),
    inArea('200002', 'constructor', 'constructor'),
  ]);
  expect(problems(rows)).toEqual([
    ['participations.csv:5', 'type', 'SEA', 'one of HES, PRC, REC, PUB, OTH'],
    ['participations.csv:5', 'country', 'constructor', 'a country code of ISO 3166-1, such as KR or GB, or EU'],
    ['participations.csv:5', 'end_date', '2015-12-31', 'an end that is not before the beginning, 2016-01-01'],
    ['participations.csv:6', 'rcn', '', 'the record number of a project'],
    ['participations.csv:6', 'pic', '', 'the identification code of a participant'],
    ['participations.csv:6', 'role', '', 'a role'],
    ['participations.csv:6', 'contribution', 'x', 'a number such as 1234.56'],
    ['parts.csv:5', 'programme_part', '', 'a part of Horizon 2020'],
  ]);
  expect(notes).toEqual({
    'country: EL taken as GR, the code of ISO 3166-1': 1,
    'country: NA taken as the code of Namibia': 1,
    'country: NA taken as no value, as the file marks missing values with such words': 1,
    'country: UK taken as GB, the code of ISO 3166-1': 1,
  });
});

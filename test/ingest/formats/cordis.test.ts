import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openInputs } from '../../../src/ingest/files/input.ts';
import type { Format } from '../../../src/ingest/formats/format.ts';
import { formats } from '../../../src/ingest/formats/index.ts';
import { assign, documentsOf } from '../../../src/ingest/run/read-rows.ts';
import { createOntology } from '../../../src/ontology/ontology.ts';
import { zipped } from '../../support/zipped.ts';
import { readAll } from '../read-all.ts';
import { entities, problems, relations } from '../short-facts.ts';

const folder = 'test/ingest/formats/cordis';
const made = mkdtempSync(join(tmpdir(), 'entente-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

test('projects: names, period, cost and what the EU pays; a row with a problem states nothing', async () => {
  const { rows, notes } = await readAll('cordis', [`${folder}/project.csv`]);
  expect(entities(rows)).toEqual([
    {
      id: 'project:cordis-900000001',
      names: ['Light for small harbours @en OFFICIAL', 'LANTERN @en ACRONYM'],
      summary: 'Harbours are dark. They need not be.',
      sameAs: [
        'https://cordis.europa.eu/project/id/900000001',
        'https://cordis.europa.eu/project/rcn/800001',
        'https://doi.org/10.3030/900000001',
      ],
      status: 'ACTIVE',
      period: '2024-02-01/2027-01-31',
      budget: ['1500000 EUR'],
      from: 'document:cordis-projects id=900000001',
    },
    {
      id: 'project:cordis-900000002',
      names: ['Tide @en OFFICIAL', 'TIDE @en ACRONYM'],
      sameAs: ['https://cordis.europa.eu/project/id/900000002'],
      status: 'COMPLETED',
      period: '2023-01-01/2023-12-31',
      from: 'document:cordis-projects id=900000002',
    },
    {
      id: 'project:cordis-900000003',
      names: ['The "Quay" of tomorrow @en OFFICIAL', 'Quay @en ACRONYM'],
      summary: 'Quays',
      sameAs: [
        'https://cordis.europa.eu/project/id/900000003',
        'https://cordis.europa.eu/project/rcn/800003',
        'https://doi.org/10.3030/900000003',
      ],
      status: 'CANCELLED',
      period: '2023-03-01',
      budget: ['2000.25 EUR'],
      from: 'document:cordis-projects id=900000003',
    },
    {
      id: 'project:cordis-900000007',
      names: ['CafÃ©s on the quay @en OFFICIAL', 'CafÃ© @en ACRONYM'],
      summary: 'Coffee',
      sameAs: ['https://cordis.europa.eu/project/id/900000007', 'https://cordis.europa.eu/project/rcn/800007'],
      status: 'ACTIVE',
      period: '2024-01-01/',
      budget: ['100 EUR'],
      from: 'document:cordis-projects id=900000007',
    },
  ]);
  const funds = (project: string) => `institution:european-commission/FUNDS/project:cordis-${project}`;
  expect(relations(rows)).toEqual([
    [funds('900000001'), { amounts: ['1200000 EUR'] }, 'document:cordis-projects id=900000001'],
    [funds('900000002'), { amounts: ['75000.5 EUR'] }, 'document:cordis-projects id=900000002'],
  ]);
  expect(problems(rows)).toEqual([
    ['project.csv:6', 'status', 'PAUSED', 'one of SIGNED, CLOSED, TERMINATED'],
    ['project.csv:6', 'endDate', '2024-04-01', 'an end that is not before the beginning, 2024-05-01'],
    ['project.csv:6', 'totalCost', '1,500', 'a number whose comma can only be one thing: 1234 or 1.234'],
    ['project.csv:6', 'grantDoi', 'doi:10.3030/900000004', 'a DOI such as 10.3030/900000001'],
    ['project.csv:7', 'id', '9000000O5', 'the number of a project: digits only'],
    ['project.csv:7', 'title', '', 'the title of a project'],
    ['project.csv:7', 'startDate', '01/02/24', 'a year with four digits, as two can be of any century'],
    ['project.csv:7', 'endDate', '2024-04-31', 'a day of the calendar'],
    ['project.csv:7', 'totalCost', 'many', 'a number such as 1234.56'],
    ['project.csv:8', null, '900000006,SHORT,SIGNED,A row with too few cells', '19 cells, as the header has; got 4'],
  ]);
  expect(notes).toEqual({
    'acronym: looks like UTF-8 that was read in another encoding; kept as it is': 1,
    'ecMaxContribution: 0 taken as no funding': 1,
    'ecMaxContribution: decimal comma taken as a decimal point': 1,
    'title: looks like UTF-8 that was read in another encoding; kept as it is': 1,
    'title: extra quotes around the text removed': 1,
    'totalCost: 0 taken as unknown, as the EU pays more': 1,
    'totalCost: decimal comma taken as a decimal point': 1,
  });
});

test('organisations with both headers: participants, their roles and places', async () => {
  const { rows, notes } = await readAll('cordis', [`${folder}/organization.csv`, `${folder}/h2020/organization.csv`]);
  const breaker = {
    id: 'project:cordis-800001',
    names: ['BREAKER @en ACRONYM'],
    from: 'document:cordis-h2020-organizations projectID=800001',
  };
  const lantern = {
    id: 'project:cordis-900000001',
    names: ['LANTERN @en ACRONYM'],
    from: 'document:cordis-organizations projectID=900000001',
  };
  const works = {
    id: 'institution:pic-700000003',
    // The short name equals the name, so it is stated once.
    names: ['HARBOUR WORKS LTD @und OFFICIAL'],
    kind: 'COMPANY',
    country: 'GB',
    place: { city: 'Hull', country: 'GB', latitude: 53.74, longitude: -0.33 },
    from: 'document:cordis-h2020-organizations organisationID=700000003',
  };
  expect(entities(rows)).toEqual([
    {
      id: 'institution:pic-700000001',
      names: ['UNIVERSITY OF THE NORTH QUAY @und OFFICIAL', 'UNQ @und SHORT'],
      kind: 'UNIVERSITY',
      country: 'NO',
      place: { city: 'North Quay', country: 'NO', latitude: 59.91, longitude: 10.75 },
      from: 'document:cordis-organizations organisationID=700000001',
    },
    lantern,
    {
      id: 'institution:pic-700000002',
      names: ['INSTITUTE "LUX" @und OFFICIAL'],
      kind: 'RESEARCH',
      country: 'GR',
      place: { country: 'GR' },
      from: 'document:cordis-organizations organisationID=700000002',
    },
    lantern,
    works,
    breaker,
    works,
    breaker,
    {
      id: 'institution:pic-700000004',
      // In other tables NA and Nan mean "no value"; CORDIS leaves cells empty instead.
      names: ['COAST AGENCY @und OFFICIAL', 'NA @und SHORT'],
      kind: 'AGENCY',
      country: 'NA',
      place: { city: 'Nan', country: 'NA' },
      from: 'document:cordis-h2020-organizations organisationID=700000004',
    },
    { ...breaker, names: ['CORDIS 800001 @zxx ALIAS'] },
  ]);
  const from = (project: string, pic: string, role: string) =>
    `document:cordis-${project === '800001' ? 'h2020-' : ''}organizations projectID=${project} organisationID=${pic} role=${role}`;
  expect(relations(rows)).toEqual([
    [
      'institution:pic-700000001/PARTICIPATES_IN/project:cordis-900000001',
      { role: 'coordinator', amounts: ['700000 EUR'] },
      from('900000001', '700000001', 'coordinator'),
    ],
    [
      'institution:pic-700000002/PARTICIPATES_IN/project:cordis-900000001',
      { role: 'participant', amounts: ['250000.75 EUR'] },
      from('900000001', '700000002', 'participant'),
    ],
    [
      'institution:pic-700000003/PARTICIPATES_IN/project:cordis-800001',
      { role: 'participant', amounts: ['300.5 EUR'] },
      from('800001', '700000003', 'participant'),
    ],
    // The same institution in another role, which is a relation of its own.
    [
      'institution:pic-700000003/PARTICIPATES_IN/project:cordis-800001/thirdParty',
      { role: 'thirdParty' },
      from('800001', '700000003', 'thirdParty'),
    ],
    [
      'institution:pic-700000004/PARTICIPATES_IN/project:cordis-800001/internationalPartner',
      { role: 'internationalPartner' },
      from('800001', '700000004', 'internationalPartner'),
    ],
  ]);
  expect(problems(rows)).toEqual([
    ['organization.csv:5', 'activityType', 'SEA', 'one of HES, PRC, REC, PUB, OTH'],
    ['organization.csv:5', 'country', 'ZZ', 'a country code of ISO 3166-1, such as KR or GB, or EU'],
    ['organization.csv:5', 'geolocation', '153.74,-0.33', 'a latitude from -90 to 90 and a longitude from -180 to 180'],
    ['organization.csv:5', 'role', '', 'a role'],
    ['organization.csv:5', 'ecContribution', '1,000', 'a number whose comma can only be one thing: 1234 or 1.234'],
    ['organization.csv:6', 'name', '', 'the name of an organisation'],
    ['organization.csv:6', 'geolocation', 'north of here', 'a latitude and a longitude such as 51.98,5.66'],
  ]);
  expect(notes).toEqual({
    'country: EL taken as GR, the code of ISO 3166-1': 1,
    'country: NA taken as the code of Namibia': 1,
    'country: UK taken as GB, the code of ISO 3166-1': 2,
    'ecContribution: decimal comma taken as a decimal point': 1,
    'name: extra quotes around the text removed': 1,
  });
});

test('a table of Horizon 2020, with semicolons and the column nature', async () => {
  const { rows, notes } = await readAll('cordis', [`${folder}/h2020/project.csv`]);
  expect(entities(rows)).toEqual([
    {
      id: 'project:cordis-800001',
      names: ['Walls, waves; and what they cost @en OFFICIAL', 'BREAKER @en ACRONYM'],
      summary: 'Waves break.',
      sameAs: ['https://cordis.europa.eu/project/id/800001', 'https://cordis.europa.eu/project/rcn/200001'],
      status: 'COMPLETED',
      period: '2016-01-01/2018-12-31',
      budget: ['1000 EUR'],
      from: 'document:cordis-h2020-projects id=800001',
    },
  ]);
  expect([problems(rows), notes]).toEqual([[], {}]);
});

test('topics and legal basis: areas, and projects that are only references', async () => {
  const { rows, notes } = await readAll('cordis', [`${folder}/legalBasis.csv`, `${folder}/topics.csv`]);
  const light = {
    id: 'area:topic-horizon-cl5-2023-d5-01-07',
    names: ['Light in ports @en OFFICIAL', 'HORIZON-CL5-2023-D5-01-07 @zxx ALIAS'],
    code: 'HORIZON-CL5-2023-D5-01-07',
    from: 'document:cordis-topics topic=HORIZON-CL5-2023-D5-01-07',
  };
  expect(entities(rows)).toEqual([
    light,
    light,
    {
      id: 'area:topic-science~20waf~20society',
      names: ['SCIENCE WAF SOCIETY @zxx ALIAS'],
      code: 'SCIENCE WAF SOCIETY',
      from: 'document:cordis-topics topic=SCIENCE WAF SOCIETY',
    },
    {
      id: 'area:cordis-horizon.2.5',
      names: ['Climate, Energy and Mobility @en OFFICIAL', 'HORIZON.2.5 @zxx ALIAS'],
      code: 'HORIZON.2.5',
      from: 'document:cordis-legal-basis legalBasis=HORIZON.2.5',
    },
  ]);
  expect(relations(rows)).toEqual([
    [
      'project:cordis-900000001/IN_AREA/area:topic-horizon-cl5-2023-d5-01-07',
      {},
      'document:cordis-topics projectID=900000001 topic=HORIZON-CL5-2023-D5-01-07',
    ],
    [
      'project:cordis-900000002/IN_AREA/area:topic-horizon-cl5-2023-d5-01-07',
      {},
      'document:cordis-topics projectID=900000002 topic=HORIZON-CL5-2023-D5-01-07',
    ],
    [
      'project:cordis-800001/IN_AREA/area:topic-science~20waf~20society',
      {},
      'document:cordis-topics projectID=800001 topic=SCIENCE WAF SOCIETY',
    ],
    [
      'project:cordis-900000001/IN_AREA/area:cordis-horizon.2.5',
      {},
      'document:cordis-legal-basis projectID=900000001 legalBasis=HORIZON.2.5',
    ],
  ]);
  expect(problems(rows)).toEqual([
    ['topics.csv:5', 'topic', '', 'the code of a topic'],
    ['legalBasis.csv:3', 'title', '', 'the name of a part of a programme'],
  ]);
  expect(notes).toEqual({ 'title: missing, so the code is the name': 1 });
});

test('fields of science: a hierarchy by code, each step with its own locator, and the project in the deepest', async () => {
  const { rows, notes } = await readAll('cordis', [`${folder}/euroSciVoc.csv`]);
  const area = (code: string, name: string) => ({
    id: `area:euroscivoc-${code.split('/').at(-1)}`,
    names: [`${name} @en OFFICIAL`],
    code: code.split('/').at(-1),
    from: `document:cordis-euroscivoc euroSciVocCode=${code}`,
  });
  const narrower = (code: string) => {
    const [broad, narrow] = code.split('/').slice(-2);
    return [
      `area:euroscivoc-${narrow}/NARROWER_THAN/area:euroscivoc-${broad}`,
      {},
      `document:cordis-euroscivoc euroSciVocCode=${code}`,
    ];
  };
  const inArea = (project: string, code: string) => [
    `project:cordis-${project}/IN_AREA/area:euroscivoc-${code.split('/').at(-1)}`,
    {},
    `document:cordis-euroscivoc projectID=${project} euroSciVocCode=${code}`,
  ];
  // Two rows state it in the same words, which is one statement.
  const broad = [area('/23', 'natural sciences'), area('/23/43', 'physical sciences')];
  expect(entities(rows)).toEqual([
    ...broad,
    area('/23/43/251', 'optics'),
    ...broad,
    area('/23/43/257', 'astronomy'),
    area('/29', 'social sciences'),
  ]);
  expect(relations(rows)).toEqual([
    narrower('/23/43'),
    narrower('/23/43/251'),
    inArea('900000001', '/23/43/251'),
    narrower('/23/43'),
    narrower('/23/43/257'),
    inArea('900000002', '/23/43/257'),
    inArea('900000003', '/29'),
  ]);
  expect(problems(rows)).toEqual([
    [
      'euroSciVoc.csv:5',
      'euroSciVocPath',
      '/natural sciences/biological sciences/zoology',
      'a path of 2 names, as many as euroSciVocCode has numbers',
    ],
    ['euroSciVoc.csv:6', 'euroSciVocCode', '/23/x', 'a path of numbers such as /23/43/257'],
    ['euroSciVoc.csv:7', 'euroSciVocCode', '', 'a path of numbers such as /23/43/257'],
  ]);
  expect(notes).toEqual({});
});

test('each programme has its own documents, recognised by cells, by other tables, or by names', async () => {
  const read = (name: string) => readFileSync(`${folder}/${name}`);
  const documents = async (files: Readonly<Record<string, Buffer>>, names = Object.keys(files), source?: string) => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(made, dirname(name)), { recursive: true });
      writeFileSync(join(made, name), content);
    }
    const format = formats.find(({ name }) => name === 'cordis') as Format;
    const inputs = await openInputs(names.map((name) => ({ name, path: join(made, name) })));
    const assigned = await assign(format, inputs, { source }, createOntology());
    const { entities } = documentsOf(format, assigned, {});
    return entities.filter(({ type }) => type === 'Document').map(({ id, names }) => [id, names[0]?.text]);
  };
  const tables = { 'project.csv': read('h2020/project.csv'), 'organization.csv': read('h2020/organization.csv') };
  const later = { 'project.csv': read('project.csv'), 'organization.csv': read('organization.csv') };
  const own = [
    ['document:cordis-h2020-projects', 'CORDIS, Horizon 2020: projects'],
    ['document:cordis-h2020-organizations', 'CORDIS, Horizon 2020: organisations'],
  ];
  const first = [
    ['document:cordis-projects', 'CORDIS: projects'],
    ['document:cordis-organizations', 'CORDIS: organisations'],
  ];
  // By the cells of the table, and those of the other table.
  expect(
    await documents({ 'a/project.csv': tables['project.csv'], 'a/organization.csv': tables['organization.csv'] }),
  ).toEqual(own);
  expect(await documents({ 'a.zip': zipped(tables) })).toEqual(own);
  // By the name of the zip, of the folder, and of the file.
  const alone = { 'organization.csv': tables['organization.csv'] };
  for (const [name, content] of [
    ['cordis-h2020projects-csv.zip', zipped(alone)],
    ['cordis-h2020projects-csv/organization.csv', alone['organization.csv']],
    ['h2020_organizations.csv', alone['organization.csv']],
  ] as const)
    expect(await documents({ [name]: content })).toEqual(own.slice(1));
  expect(await documents({ 'cordis-HORIZONprojects-csv.zip': zipped(later) })).toEqual(first);
  // Cells win over names; without either, it is the default data set.
  expect(await documents({ 'h2020/project.csv': later['project.csv'] })).toEqual(first.slice(0, 1));
  expect(await documents({ 'b/organization.csv': later['organization.csv'] })).toEqual(first.slice(1));
  expect(await documents({ 'a.zip': zipped(tables) }, ['a.zip'], 'document:mine')).toEqual([
    ['document:mine-projects', 'CORDIS: projects'],
    ['document:mine-organizations', 'CORDIS: organisations'],
  ]);
});

test('a table of another kind is refused with the columns that were expected', async () => {
  await expect(readAll('cordis', ['test/ingest/formats/ror/relationships.csv'])).rejects.toThrow(
    'test/ingest/formats/ror/relationships.csv: expected a table of cordis, known by its columns (projects: id, acronym, title, status; organizations: projectID, organisationID, name, role; topics: projectID, topic; legal-basis: projectID, legalBasis, title; euroscivoc: projectID, euroSciVocCode, euroSciVocPath); got Issue # from Github, Record ID, Related ID, Relationship of Related ID to Record ID. Name another format, or only the files that are of this one.',
  );
});

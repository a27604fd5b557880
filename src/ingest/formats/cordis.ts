import { ACTIVITY_TYPES } from './activity-types.ts';
import { codeAsName, type Format, id, name } from './format.ts';
import { placeOf } from './places.ts';
import type { Row } from './row.ts';

const STATUS = { SIGNED: 'ACTIVE', CLOSED: 'COMPLETED', TERMINATED: 'CANCELLED' };

/** An institution has each of these roles in a project at most once; other roles it can have beside them. */
const ONCE = ['coordinator', 'participant'];

const project = (code: string) => id('Project', 'cordis', code);
const number = (row: Row, column: string) => {
  const code = row.required(column, 'the number of a project');
  return code === undefined || /^\d+$/.test(code) ? code : row.problem(column, 'the number of a project: digits only');
};

/**
 * A text. CORDIS leaves a cell empty if there is no value, so NA is a text, such as an acronym. Some texts are quoted
 * once more than CSV needs: the cell itself contains `"INSTITUTE ""DEMOKRITOS"""`.
 */
function words(row: Row, column: string, required?: string): string | undefined {
  const text = required ? row.required(column, required, 'literal') : row.literal(column);
  const once = text?.replaceAll('""', '"') ?? '';
  const inner = /^"(.+)"$/u.exec(once)?.[1];
  // "A" and "B" has quotes of its own; quotes of CSV are doubled, or there are no others.
  if (inner === undefined || (once === text && inner.includes('"'))) return text;
  row.note(`${column}: extra quotes around the text removed`);
  return inner.trim();
}

/** "51.98,5.66" is a latitude and a longitude. */
function geolocation(row: Row): readonly number[] | undefined {
  const text = row.text('geolocation');
  if (text === undefined) return undefined;
  const at = text.split(',').map((part) => part.trim());
  return at.length === 2 && at.every((part) => /^-?\d+(\.\d+)?$/.test(part))
    ? at.map(Number)
    : row.problem('geolocation', 'a latitude and a longitude such as 51.98,5.66');
}

/** The total cost of a project. CORDIS writes 0 if it does not know the cost, which can't be less than what the EU pays. */
function budget(row: Row, given: number) {
  const total = row.money('totalCost', 'EUR');
  if (total?.[0]?.amount !== 0 || given === 0) return total;
  row.note('totalCost: 0 taken as unknown, as the EU pays more');
  return undefined;
}

/** The parts of a path such as /23/43/257. */
const steps = (path: string) => path.replace(/^\/|\/$/g, '').split('/');

export const cordis: Format = {
  name: 'cordis',
  description:
    'Projects of Horizon Europe and Horizon 2020 as CORDIS publishes them: who takes part, what it costs, and in which areas.',
  source: {
    id: 'cordis',
    title: 'CORDIS',
    publisher: { id: 'institution:european-commission', name: 'European Commission' },
    licence: 'CC BY 4.0',
    url: 'https://cordis.europa.eu/',
  },
  dataSets: [
    {
      id: 'h2020',
      title: 'CORDIS, Horizon 2020',
      cells: { frameworkProgramme: /^H2020/, legalBasis: /^H2020/ },
      named: /h2020|horizon.?2020/i,
    },
    {
      id: '',
      title: 'CORDIS',
      cells: { frameworkProgramme: /^HORIZON/, legalBasis: /^HORIZON/ },
      named: /horizon/i,
    },
  ],
  tables: [
    {
      name: 'projects',
      title: 'projects',
      file: 'project.csv',
      key: ['id'],
      columns: {
        'id!': 'the project `project:cordis-ID`, the same as its page in CORDIS; digits only',
        'acronym!': 'name of the project, an acronym',
        'title!': 'name of the project, in English',
        'status!': 'status of the project: SIGNED is ACTIVE, CLOSED is COMPLETED, TERMINATED is CANCELLED',
        startDate: 'period of the project; its beginning is unknown where this is empty',
        endDate: 'period of the project; its end is unknown where this is empty',
        totalCost:
          'budget of the project, in euros; CORDIS writes 0 where it does not know the cost, so 0 is left out and counted where the EU pays more',
        ecMaxContribution:
          '`institution:european-commission` FUNDS the project with this amount, in euros; 0 makes no relation and is counted',
        objective: 'summary of the project',
        rcn: 'the page in CORDIS by record number, the same as the project; a project of `h2020-participations` with this page is the same one',
        grantDoi: 'the DOI of the grant, the same as the project',
      },
      facts(row, make) {
        const code = number(row, 'id');
        const title = words(row, 'title', 'the title of a project');
        const acronym = words(row, 'acronym');
        const status = row.oneOf('status', STATUS);
        const period = row.span('startDate', 'endDate');
        const contribution = row.money('ecMaxContribution', 'EUR');
        const given = contribution?.[0]?.amount ?? 0;
        const cost = budget(row, given);
        const summary = words(row, 'objective');
        const rcn = row.text('rcn');
        const doi = row.text('grantDoi');
        if (doi !== undefined && !/^10\.\d+\/\S+$/.test(doi))
          row.problem('grantDoi', 'a DOI such as 10.3030/900000001');
        if (!code || !title) return;
        const funded = make.entity(project(code), {
          names: [name(title, 'en'), ...(acronym ? [name(acronym, 'en', 'ACRONYM')] : [])],
          summary,
          sameAs: [
            `https://cordis.europa.eu/project/id/${code}`,
            ...(rcn ? [`https://cordis.europa.eu/project/rcn/${encodeURIComponent(rcn)}`] : []),
            ...(doi ? [`https://doi.org/${doi}`] : []),
          ],
          status,
          period,
          budget: cost,
        });
        if (given > 0) make.relation('FUNDS', 'institution:european-commission', funded, { amounts: contribution });
        else if (contribution) row.note('ecMaxContribution: 0 taken as no funding');
      },
    },
    {
      name: 'organizations',
      title: 'organisations',
      file: 'organization.csv',
      key: ['projectID', 'organisationID', 'role'],
      texts: ['projectAcronym', 'vatNumber', 'name', 'shortName', 'street', 'postCode', 'city', 'nutsCode'],
      columns: {
        'projectID!': 'the project `project:cordis-PROJECTID`; everything else about it is in `project.csv`',
        projectAcronym: 'name of the project, an acronym; its number is the name where this is empty',
        'organisationID!': 'the institution `institution:pic-ORGANISATIONID`, as in `h2020-participations`',
        'name!': 'name of the institution; the table does not say in which language',
        shortName: 'short name of the institution; the table does not say in which language',
        activityType:
          'kind of the institution: HES is UNIVERSITY, PRC is COMPANY, REC is RESEARCH, PUB is AGENCY, OTH is OTHER',
        city: 'place of the institution',
        country:
          'country and place of the institution; UK is GB and EL is GR; NA is Namibia, as CORDIS leaves a cell empty where there is no value',
        geolocation: 'place of the institution: latitude and longitude',
        'role!':
          'role of PARTICIPATES_IN, and its key unless it is coordinator or participant, as an institution can have other roles in the same project beside these',
        ecContribution: 'amount of PARTICIPATES_IN, in euros',
      },
      facts(row, make) {
        const code = number(row, 'projectID');
        const acronym = words(row, 'projectAcronym');
        const pic = row.required('organisationID', 'the identification code of a participant');
        const official = words(row, 'name', 'the name of an organisation');
        const short = words(row, 'shortName');
        const kind = row.oneOf('activityType', ACTIVITY_TYPES);
        const country = row.country('country');
        const place = placeOf(row, 'geolocation', { city: row.literal('city'), country, at: geolocation(row) });
        const role = row.required('role', 'a role');
        const amounts = row.money('ecContribution', 'EUR');
        if (!code || !pic || !official || !role) return;
        const institution = make.entity(
          id('Institution', 'pic', pic),
          {
            names: [name(official, 'und'), ...(short ? [name(short, 'und', 'SHORT')] : [])],
            kind,
            country,
            place,
          },
          ['organisationID'],
        );
        const taken = make.entity(
          project(code),
          { names: [acronym ? name(acronym, 'en', 'ACRONYM') : codeAsName(`CORDIS ${code}`)] },
          ['projectID'],
        );
        make.relation('PARTICIPATES_IN', institution, taken, { role, amounts }, ONCE.includes(role) ? undefined : role);
      },
    },
    {
      name: 'topics',
      title: 'topics',
      file: 'topics.csv',
      key: ['projectID', 'topic'],
      columns: {
        'projectID!': 'the project `project:cordis-PROJECTID`, which is IN_AREA of the area',
        'topic!': 'the area `area:topic-TOPIC`, its code and a name of it',
        title: 'name of the area, in English; an area without a title goes by its code and is counted',
      },
      facts: (row, make) => {
        const code = number(row, 'projectID');
        const topic = row.required('topic', 'the code of a topic');
        const title = words(row, 'title');
        if (!code || !topic) return;
        if (title === undefined) row.note('title: missing, so the code is the name');
        const names = [...(title ? [name(title, 'en')] : []), codeAsName(topic)];
        const area = make.entity(id('Area', 'topic', topic), { names, code: topic }, ['topic']);
        make.relation('IN_AREA', project(code), area);
      },
    },
    {
      name: 'legal-basis',
      title: 'legal basis',
      file: 'legalBasis.csv',
      key: ['projectID', 'legalBasis'],
      columns: {
        'projectID!': 'the project `project:cordis-PROJECTID`, which is IN_AREA of the area',
        'legalBasis!': 'the area `area:cordis-LEGALBASIS`, its code and a name of it',
        'title!': 'name of the area, in English; an empty title is a problem',
      },
      facts(row, make) {
        const code = number(row, 'projectID');
        const basis = row.required('legalBasis', 'the code of a part of a programme');
        const title = words(row, 'title', 'the name of a part of a programme');
        if (!code || !basis || !title) return;
        const names = [name(title, 'en'), codeAsName(basis)];
        const area = make.entity(id('Area', 'cordis', basis), { names, code: basis }, ['legalBasis']);
        make.relation('IN_AREA', project(code), area);
      },
    },
    {
      name: 'euroscivoc',
      title: 'fields of science (EuroSciVoc)',
      file: 'euroSciVoc.csv',
      key: ['projectID', 'euroSciVocCode'],
      columns: {
        'projectID!': 'the project `project:cordis-PROJECTID`, which is IN_AREA of the last area of the path',
        'euroSciVocCode!':
          'the areas `area:euroscivoc-NUMBER`, one for each number of the path /23/43, each NARROWER_THAN the one before it',
        'euroSciVocPath!':
          'names of the areas, in English: /natural sciences/physical sciences; as many as the path has numbers',
      },
      facts(row, make) {
        const code = number(row, 'projectID');
        const codes = steps(row.required('euroSciVocCode', 'a path of numbers such as /23/43/257') ?? '');
        const titles = steps(row.required('euroSciVocPath', 'a path of names') ?? '');
        if (row.problems.length > 0 || !code) return;
        if (!codes.every((step) => /^\d+$/.test(step)))
          return row.problem('euroSciVocCode', 'a path of numbers such as /23/43/257');
        if (titles.length !== codes.length || titles.includes(''))
          return row.problem(
            'euroSciVocPath',
            `a path of ${codes.length} names, as many as euroSciVocCode has numbers`,
          );
        const areas = codes.map((step, at) => {
          const by = { euroSciVocCode: `/${codes.slice(0, at + 1).join('/')}` };
          const area = id('Area', 'euroscivoc', step);
          make.entity(area, { names: [name(titles[at] as string, 'en')], code: step }, by);
          if (at > 0)
            make.relation('NARROWER_THAN', area, id('Area', 'euroscivoc', codes[at - 1] as string), {}, undefined, by);
          return area;
        });
        make.relation('IN_AREA', project(code), areas.at(-1) as string);
      },
    },
  ],
};

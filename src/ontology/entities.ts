import {
  country,
  duration,
  type EntityDeclaration,
  integer,
  money,
  oneOf,
  period,
  place,
  text,
} from './declaration.ts';

const interval = (how: string) => duration(`${how}, as an ISO 8601 duration: P1Y is every year.`);

/** Entente's entity types. */
export const entities: readonly EntityDeclaration[] = [
  {
    name: 'Minister',
    plural: 'ministers',
    description: 'A person acting at ministerial level: a minister, a commissioner, a head of delegation.',
    inTables: {
      header: /minister|commissioner|\bperson\b|representative|official|\bmep\b|delegate|president|attendee|\bhost\b/,
    },
    fields: { country: country('The country or union that the person acts for.') },
  },
  {
    name: 'Institution',
    plural: 'institutions',
    description:
      'A body that acts in partnerships: a ministry, commission, agency, research centre, company, university or standards body, or a state or union as a party.',
    begins: ['founded'],
    inTables: {
      isRarelyDated: true,
      header:
        /\bpic\b|organi[sz]ation|institution|company|companies|lobby|ministry|department|agency|university|beneficiary|participant|\bpartners?\b|\bfirm\b|\bentity\b|employer/,
    },
    fields: {
      kind: oneOf('InstitutionKind', 'What kind of body it is.', {
        MINISTRY: 'A ministry or department of a government.',
        COMMISSION: 'The executive of a union, such as the European Commission, or a part of it.',
        AGENCY: 'A public agency or office that is not a ministry.',
        RESEARCH: 'A research institute, centre or joint undertaking.',
        COMPANY: 'A company.',
        UNIVERSITY: 'A university or school.',
        STANDARDS_BODY: 'A body that sets standards, such as the ITU.',
        STATE: 'A state, as a party.',
        UNION: 'A union of states, as a party.',
        PARTY: 'A political party.',
        OTHER: 'A body of another kind, such as a joint council or a working group.',
      }),
      status: oneOf('InstitutionStatus', 'Whether it exists, according to its sources.', {
        ACTIVE: 'It exists.',
        INACTIVE: 'It has ended, or another one took its place.',
        WITHDRAWN: 'The registry withdrew its record, for example a duplicate or a mistake.',
      }),
      founded: period('When it was founded, or began its work.'),
      dissolved: period('When it ended. It is still shown for later days, as others refer to it.'),
      country: country('The country that it belongs to.'),
      place: place('Where it is based.'),
      interval: interval('How often it meets'),
    },
  },
  {
    name: 'Area',
    plural: 'areas',
    description: 'A topic that partners work on, such as semiconductors. Areas form a hierarchy.',
    inTables: { header: /topic|subject|theme|sector|\bareas?\b|\bfields?\b|policy|agenda/, isTopic: true },
    fields: { code: text('Its code in the classification that it comes from.') },
  },
  {
    name: 'Project',
    plural: 'projects',
    description: 'Work with a goal and a budget, such as a research project.',
    begins: ['period'],
    inTables: { header: /project|\bgrant\b|acronym/ },
    fields: {
      status: oneOf(
        'ProjectStatus',
        'The status of the project, according to its sources.',
        {
          PLANNED: 'Announced, not yet begun.',
          ACTIVE: 'Under way.',
          COMPLETED: 'Finished.',
          CANCELLED: 'Abandoned.',
        },
        { plans: ['PLANNED'] },
      ),
      period: period(
        'When it runs. If a source states only when it is to begin, this is the beginning, as precisely as stated, and `duration` is how long it is to run.',
      ),
      duration: duration('How long it runs, as an ISO 8601 duration: P3Y is three years.'),
      budget: money('Its total cost, one amount for each currency that a source states.'),
    },
  },
  {
    name: 'Event',
    plural: 'events',
    description: 'Something that took or takes place: a council, summit, forum, workshop or dialogue.',
    begins: ['period'],
    inTables: { header: /event|meeting|summit|council|conference|forum|workshop|visit/, isImplied: true },
    fields: {
      kind: oneOf(
        'EventKind',
        'What kind of event it is.',
        {
          COUNCIL: 'A council at ministerial level.',
          SUMMIT: 'A meeting of heads of state or government, or a conference called a summit.',
          FORUM: 'A forum or conference.',
          WORKSHOP: 'A workshop of experts.',
          DIALOGUE: 'A regular exchange between two sides.',
          MEETING: 'A meeting of another kind, such as of a committee or a working group.',
          OTHER: 'An event of another kind.',
        },
        { values: ['MEETING', 'WORKSHOP'] },
      ),
      ordinal: integer('Its number in its series: 2 for the second council.'),
      period: period('When it takes place, as precisely as its sources state.'),
      place: place('Where it takes place.'),
      interval: interval('How often it takes place, if it is a series'),
    },
  },
  {
    name: 'Agreement',
    plural: 'agreements',
    description: 'What parties agreed in writing: a partnership, association, declaration, charter or memorandum.',
    begins: ['signed', 'period'],
    inTables: { header: /agreement|treaty|memorandum|\bmou\b|partnership|charter|declaration/ },
    fields: {
      kind: oneOf('AgreementKind', 'What kind of agreement it is.', {
        PARTNERSHIP: 'A partnership.',
        ASSOCIATION: 'An association to a programme, such as Horizon Europe.',
        DECLARATION: 'A declaration or joint statement.',
        CHARTER: 'A charter or bill of rights.',
        TRADE_AGREEMENT: 'A trade agreement.',
        MEMORANDUM: 'A memorandum of understanding.',
        STRATEGY: 'A strategy that a party adopted for itself.',
        OTHER: 'An agreement of another kind.',
      }),
      status: oneOf(
        'AgreementStatus',
        'The status of the agreement, according to its sources.',
        {
          EXPLORED: 'Proposed or explored; no text is agreed.',
          NEGOTIATED: 'Negotiations are concluded; it is not signed yet.',
          SIGNED: 'Signed.',
          IN_FORCE: 'In force.',
          ENDED: 'No longer in force.',
        },
        { plans: ['EXPLORED', 'NEGOTIATED'] },
      ),
      signed: period('When it was signed.'),
      period: period('When it is in force.'),
    },
  },
  {
    name: 'Document',
    plural: 'documents',
    description: 'A source: a text that states facts in the graph.',
    begins: ['published'],
    fields: {
      kind: oneOf('DocumentKind', 'What kind of document it is.', {
        ARTICLE: 'An article.',
        PRESS_RELEASE: 'A press release or a news item of a public body.',
        JOINT_STATEMENT: 'A statement that two or more sides issued together.',
        DATASET: 'A data set or a table.',
        NOTES:
          'Notes of those who keep the graph: what they add to the documents themselves. No evidence of its own, so it does not count as a source.',
        OTHER: 'A document of another kind.',
      }),
      url: { kind: 'uri', description: 'Where it can be read.' },
      language: { kind: 'language', description: 'The language that it is written in, as a BCP 47 tag.' },
      published: period('When it was published.'),
      licence: text('The licence under which it may be used, as its publisher names it, such as CC BY 4.0.'),
      checksum: text('SHA-256 of the imported file or files, in hexadecimal digits.'),
    },
  },
];

const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
const ORDINALS = ['first', 'second', 'third', 'fourth'] as const;
const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const plural = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

type Translations = Readonly<Record<string, string>>;

/** The texts of the explorer. */
const explorer = {
  tagline: 'Who agreed what with whom, on what, when, for how much, and who says so.',
  skip: 'Skip to the picture',

  search: 'Search',
  searchHint: 'A person, organisation, topic, project, event, agreement…',
  searching: 'Searching…',
  nothingSeen: 'Everything in this view is hidden or filtered out. Open “Filter” to show it.',
  nothingFoundThen: (text: string, date: string) =>
    `No results for “${text}” as of ${date}. Go back to now, or try fewer words.`,
  nothingFound: (text: string) => `No results for “${text}”. Try fewer words or another language.`,
  found: (n: number) => count(n, 'result', 'results'),
  foundMore: (n: number) => `${count(n, 'more result', 'more results')}: add a word to narrow the search.`,
  matchedBy: 'also called',

  startTitle: 'What do you want to know?',
  startText:
    'Type a name above: a minister, a ministry, a topic or a project. You see what it is connected with and, for each fact, who says so.',
  startRecent: 'Latest in this graph',
  startContested: 'Where sources disagree',

  canvas: 'Picture',
  table: 'Table',
  query: 'Query',
  views: 'Views',
  panels: 'Information',
  details: 'Details',
  path: 'Paths',
  time: 'Time',

  undo: 'Undo',
  redo: 'Redo',
  clear: 'Clear',
  share: 'Share',
  shared: 'Link copied. It opens this same view.',
  shareFailed: 'The link could not be copied. Copy it from the address bar of your browser.',
  save: 'Save',
  savePng: 'Image (PNG)',
  saveSvg: 'Vector image (SVG)',
  saveEntities: 'Entities (CSV)',
  saveRelations: 'Relations (CSV)',
  saveJson: 'Everything shown (JSON)',
  saved: (name: string) => `Saved as ${name}.`,
  chooseLanguage: 'Language',
  theme: 'Theme',
  themeAuto: 'System',
  themeLight: 'Light',
  themeDark: 'Dark',

  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  arrange: 'Rearrange',
  arranged: 'Rearranged. Pinned entities stayed in place.',
  noCanvas: 'This browser cannot draw the picture. The table shows the same content.',
  canvasLabel: (nodes: number, edges: number) =>
    `A picture of ${count(nodes, 'entity', 'entities')} and ${count(edges, 'relation', 'relations')}. The table shows the same, for keyboards and screen readers.`,
  pictureTitle: (nodes: number, edges: number, asOf: string | null) =>
    `${count(nodes, 'entity', 'entities')} and ${count(edges, 'relation', 'relations')}${asOf === null ? '' : `, as of ${asOf}`}`,
  canvasKeys: 'Arrow keys move the picture, + and − zoom, 0 shows everything.',

  filter: 'Filter',
  filterTypes: 'Entity types',
  filterRelations: 'Relation types',
  hiddenByHand: 'Hidden entities',
  unhide: (name: string) => `Show ${name} again`,
  omitted: (n: number) =>
    `${count(n, 'relation', 'relations')} between these ${n === 1 ? 'is' : 'are'} not shown, as there are too many.`,
  absent: (n: number) =>
    `${count(n, 'entity', 'entities')} in this view ${n === 1 ? 'is' : 'are'} not in the graph at this time.`,

  gone: (n: number) => `${count(n, 'entity', 'entities')} in this view ${n === 1 ? 'is' : 'are'} not in this graph.`,

  actions: (name: string) => `Actions for ${name}`,
  menu: 'Actions',
  expand: (n: number) =>
    n > 0 ? `Show neighbours (${count(n, 'more relation', 'more relations')})` : 'All relations are shown',
  bring: (n: number) => (n > 0 ? `Add to the picture (+${n.toLocaleString('en')})` : 'All in the picture'),
  collapse: 'Collapse',
  collapseHint: 'removes entities connected only to this one',
  hide: 'Hide',
  hidden: 'Hidden. Open “Filter” to show it again.',
  remove: 'Remove',
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: 'pinned',
  move: 'Move',
  moving: (name: string) => `Click where ${name} should go, or move it with the arrow keys.`,
  done: 'Done',
  panLeft: 'Pan left',
  panUp: 'Pan up',
  panDown: 'Pan down',
  panRight: 'Pan right',
  show: 'Show in the picture',
  pathFrom: 'Paths from here',
  pathTo: 'Paths to here',
  through: 'Paths through here',
  avoid: 'Paths that avoid this',
  pageToCite: 'Page to cite',
  cite: 'Copy a link to cite',
  cited: 'Link copied. It also opens without JavaScript.',
  added: (n: number, left: number) =>
    n === 0
      ? 'Nothing new: everything is already shown.'
      : `${count(n, 'entity', 'entities')} added${left > 0 ? `, ${left.toLocaleString('en')} left` : ''}.`,
  onlyNotShown: (n: number) =>
    `Nothing added: ${count(n, 'relation leads', 'relations lead')} to types that are filtered out. Turn them on under “Filter”.`,
  shownAgain: 'Shown again.',
  removed: (n: number) => (n === 0 ? 'Nothing to remove.' : `${count(n, 'entity', 'entities')} removed.`),

  chooseHint: 'Choose something in the picture or the table to read what is known about it and who says so.',
  notThen: (name: string, date: string) =>
    `${name} is not in the graph as of ${date}: it began later or had already ended.`,
  notThere: 'Nothing in the graph has this id at this time.',
  names: 'Names',
  fields: 'Facts',
  sameAs: 'In other databases',
  relations: 'Relations',
  mentionedIn: 'Mentioned in',
  who: 'Who says so',
  sources: (n: number) => count(n, 'source', 'sources'),
  noSource: 'No source is given.',
  stated: 'as stated:',
  openDocument: 'Open the document',
  contested: 'Sources disagree',
  contestedHow: (n: number) => `Sources give ${n} different answers.`,
  uncertain: 'may not apply at this time',
  recorded: (date: string) => `Recorded on ${date}.`,
  note: 'Note',
  role: 'Role',
  when: 'When',
  amounts: 'Amount',
  relatedTo: 'Name',
  rows: (from: number, to: number, all: number) =>
    all === 0 ? 'None' : `${from.toLocaleString('en')} to ${to.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  previousPage: 'Previous page',
  nextPage: 'Next page',

  from: 'From',
  to: 'To',
  passing: 'Passing through',
  avoiding: 'Avoiding',
  drop: (name: string) => `Remove ${name}`,
  pathHint: 'Choose where paths begin and end: search here, or use “Actions” on anything that is shown.',
  pathSearching: 'Looking for paths…',
  pathFound: (n: number) => `${count(n, 'path', 'paths')}, shortest first`,
  pathFirst: (n: number) => `The first ${count(n, 'path', 'paths')}, shortest first; there are more`,
  pathMore: 'Show more paths',
  pathNone: (length: number) => `None: no chain of up to ${length} relations connects them. The search was complete.`,
  pathLimit: (searched: number | null) =>
    searched === null
      ? 'The search grew too large to be sure of even the shortest paths. Choose what paths must pass through, or avoid a hub.'
      : `The search grew too large. All paths of up to ${count(searched, 'relation', 'relations')} are known; there may be longer ones. Choose what paths must pass through, or avoid a hub.`,
  /** The text before and after the reading of a step. */
  hop: { before: ' ', after: ' ' },
  pathSame: 'Both ends are the same.',
  pathAlso: (n: number) => `${count(n, 'more way', 'more ways')} through other offices of the same people`,
  pathLength: (n: number) => count(n, 'step', 'steps'),
  pathNoKind:
    'All entity types are filtered out, so there is nothing for paths to pass. Turn some on under “Filter”, or undo.',
  pathVisible: 'Paths leave out the entity types that are filtered out.',
  clearPath: 'Clear paths',
  avoidThis: (name: string) => `Avoid ${name}`,
  throughThis: (name: string) => `Pass through ${name}`,
  avoidShort: 'avoid',
  throughShort: 'through',

  now: 'Now',
  asOf: 'As of',
  asOfOn: (date: string) => `As of ${date}: what held then is shown; what is dashed only may have.`,
  asOfStill: (date: string, before: string) => `Loading ${date}… Until then you see: ${before}.`,
  toNow: 'Back to now',
  asOfHint: 'A day, a month or a year, such as 2024-05-01, 2023-11 or 2023. The last day of a month or year counts.',
  asOfBad: 'Enter a date such as 2024-05-01, 2023-11 or 2023.',
  timelineOf: 'Dated facts about what is shown',
  timelineEmpty: 'Nothing that is shown has a date.',
  undated: 'No date',
  undatedNote: 'No date is known for these: they may have existed before the documents that name them.',
  timelineLater: (n: number) => `${count(n, 'later fact is', 'later facts are')} not shown.`,
  timelineCut: (n: number, all: number) => `${n.toLocaleString('en')} of ${all.toLocaleString('en')}`,

  type: 'Type',
  name: 'Name',
  shownRelations: 'Relations shown',
  moreRelations: (n: number) => `${n.toLocaleString('en')} not shown`,
  entities: 'Entities',
  nothingShown: 'Nothing is shown yet. Search for a name.',
  relation: 'Relation',

  queryChoice: 'Query',
  queryOfScreen: 'What is on the screen',
  queryHint: 'Edit it as you like.',
  loading: 'Loading…',

  retry: 'Try again',
  close: 'Close',
  problem: {
    gone: 'The server cannot be reached. Nothing is lost: try again when it is back.',
    timeout: 'This took too long and was stopped. Try again, or ask for less.',
    limit: 'This asks for too much at once.',
    input: 'The server did not accept this request.',
    internal: 'Something went wrong.',
  },
  badLink: 'This link is damaged: its end may be missing. Ask for the link again, or begin with a search.',
};

/** Every text that people read, in English. Other languages have the same shape. */
export const en = {
  /** BCP 47. */
  language: 'en',
  /** The locale that numbers and dates are formatted in. */
  locale: 'en-GB',
  /** What the language calls itself. */
  languageName: 'English',
  page: {
    home: 'Entente',
    explore: 'Open in the explorer',
    linkedData: 'Linked data (JSON-LD)',
    skip: 'Skip to the content',
    names: 'Names',
    sameAs: 'In other databases',
    mentionedIn: 'Mentioned in',
    fields: 'Facts',
    field: 'Field',
    value: 'Value',
    evidence: 'Who says so',
    contested: 'sources disagree',
    relations: 'Relations',
    noRelations: 'No relations are known.',
    entity: 'Name',
    note: 'Note',
    link: 'Link',
    linkTo: (fact: string) => `Link to this fact: ${fact}`,
    cited: 'The cited fact',
    citedGone: 'The cited fact is not here: it may have been retracted, or may not hold at this time.',
    next: 'Next page',
    first: 'First page',
    whole: 'Everything about it',
    rows: (shown: number, all: number) =>
      shown === all ? plural(all, 'row') : `${shown.toLocaleString('en')} of ${plural(all, 'row')}`,
    asOf: (day: string) => `As of ${day}. What began later or had already ended is left out.`,
    now: 'Show the current state',
    uncertain: 'may not apply at this time',
    undated: 'No date',
    undatedNote: 'Their sources give no date: these may also hold before and after the sources were published.',
    undatedEntity: 'Its sources give no date for it: it may have existed before they were published.',
    original: 'original',
    states: 'states',
    absent: 'A document that is not in the graph at this time',
    more: (count: number) => `${count} more`,
  },
  failure: {
    titles: {
      notFound: 'Not found',
      badRequest: 'This page can’t be shown',
      unavailable: 'The database is not available',
      late: 'This took too long',
      internal: 'Something went wrong',
    },
    noEntity: (id: string) => `There is no entity with the id ${id}.`,
    noEntityThen: (id: string, day: string) => `There is no entity with the id ${id} as of ${day}.`,
    noId: (id: string) =>
      `${id === '' ? 'The id is missing' : `${id} is not a valid id`}: an id is an entity type, a colon and a name, all in lower case, such as minister:lee-jong-ho.`,
    noPage: (path: string) => `There is no page at ${path}.`,
    noGroup:
      'A page of relations needs two parameters: “relations”, a relation type that this entity can have, and “direction”, OUT or IN.',
    late: (milliseconds: number) => `It took longer than ${milliseconds} ms, which is the limit.`,
    next: 'What you can do next',
    search: 'Search by name',
    showNow: 'Show the current state',
    again: 'Try again',
  },
  period: {
    about: (date: string) => `about ${date}`,
    perhaps: (date: string) => `perhaps ${date}`,
    fromTo: (from: string, to: string) => `${from} to ${to}`,
    since: (date: string) => `${date} to an unknown date`,
    sinceOpen: (date: string) => `since ${date}`,
    until: (date: string) => `until ${date}, from an unknown date`,
    untilOpen: (date: string) => `until ${date}`,
    by: (date: string) => `by ${date}`,
    notBefore: (date: string) => `${date} or later`,
    between: (from: string, to: string) => `between ${from} and ${to}`,
    decade: (year: string) => `the ${year}s`,
    season: (which: 0 | 1 | 2 | 3, year: string) => `${SEASONS[which]} ${year}`,
    quarter: (which: number, year: string) => `${ORDINALS[which - 1]} quarter of ${year}`,
    third: (which: number, year: string) => `${ORDINALS[which - 1]} four months of ${year}`,
    half: (which: number, year: string) => `${ORDINALS[which - 1]} half of ${year}`,
    or: ' or ',
    and: ' and ',
  },
  approximately: (amount: string) => `about ${amount}`,
  ranks: { PREFERRED: 'preferred', NORMAL: 'normal', DEPRECATED: 'known to be wrong' },
  nameKinds: { OFFICIAL: 'official', SHORT: 'short', ACRONYM: 'initials', ALIAS: 'other name' },
  givenByEntente: 'given by Entente, not by a document',
  /**
   * The words of the ontology, by the names that the API's enums give them. A word that isn't here is shown in the
   * ontology's own English, so English needs only those that read better than the name itself.
   */
  model: {
    types: {} as Translations,
    fields: {
      CHECKSUM: 'Checksum (SHA-256)',
      ORDINAL: 'Number in its series',
      PERIOD: 'When',
      URL: 'Address',
    } as Translations,
    relations: {} as Readonly<Record<string, readonly [out: string, in_: string]>>,
    values: {} as Translations,
  },
  explorer,
};

/** All texts in one language. */
export type Catalogue = typeof en;

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
  searchHint: 'A person, body, topic, project, event, agreement…',
  searching: 'Searching…',
  nothingSeen: 'All that is in view is hidden, or of kinds that are not shown. “Shown” lists it.',
  nothingFoundThen: (text: string, date: string) =>
    `Nothing that was there as of ${date} is called “${text}”, or nearly so. Go back to now, or try fewer words.`,
  nothingFound: (text: string) => `Nothing is called “${text}”, or nearly so. Try fewer words, or another language.`,
  found: (n: number) => count(n, 'result', 'results'),
  foundMore: (n: number) => `${count(n, 'more fits', 'more fit')}: add a word to see others.`,
  matchedBy: 'also called',

  startTitle: 'What do you want to know?',
  startText:
    'Type a name above: a minister, a ministry, a topic, a project. You see what it is connected with, and for each fact who says so.',
  startRecent: 'Latest in this graph',
  startContested: 'Where sources disagree',

  canvas: 'Picture',
  table: 'Table',
  ask: 'Ask',
  views: 'Views',
  panels: 'What is known',
  details: 'Details',
  path: 'Paths',
  time: 'Time',

  undo: 'Undo',
  redo: 'Redo',
  clear: 'Clear',
  share: 'Share',
  shared: 'The link is copied: it opens this same view.',
  shareFailed: 'The link could not be copied. It is in the address line of your browser.',
  save: 'Save',
  savePng: 'Picture (PNG)',
  saveSvg: 'Drawing (SVG)',
  saveEntities: 'Entities (CSV)',
  saveRelations: 'Relations (CSV)',
  saveJson: 'All that is shown (JSON)',
  saved: (name: string) => `${name} is saved.`,
  chooseLanguage: 'Language',
  theme: 'Colours',
  themeAuto: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',

  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Show all',
  arrange: 'Arrange anew',
  arranged: 'Arranged anew; what is pinned stayed.',
  noCanvas: 'This browser cannot draw the picture. The table shows the same.',
  canvasLabel: (nodes: number, edges: number) =>
    `A picture of ${count(nodes, 'entity', 'entities')} and ${count(edges, 'relation', 'relations')}. The table has the same, for keyboard and screen reader.`,
  pictureTitle: (nodes: number, edges: number, asOf: string | null) =>
    `${count(nodes, 'entity', 'entities')} and ${count(edges, 'relation', 'relations')}${asOf === null ? '' : `, as of ${asOf}`}`,
  canvasKeys: 'Arrow keys move the picture, + and − zoom, 0 shows all.',

  filter: 'Shown',
  filterTypes: 'Kinds of entities',
  filterRelations: 'Kinds of relations',
  hiddenByHand: 'Hidden by hand',
  unhide: (name: string) => `Show ${name} again`,
  omitted: (n: number) =>
    `${count(n, 'relation', 'relations')} among these did not fit and ${n === 1 ? 'is' : 'are'} not shown.`,
  absent: (n: number) =>
    `${count(n, 'entity', 'entities')} of this view ${n === 1 ? 'is' : 'are'} not in the graph at this time.`,

  gone: (n: number) => `${count(n, 'entity', 'entities')} of this view ${n === 1 ? 'is' : 'are'} not in this graph.`,

  actions: (name: string) => `What to do with ${name}`,
  menu: 'Actions',
  expand: (n: number) =>
    n > 0 ? `Show neighbours (${count(n, 'more relation', 'more relations')})` : 'All relations are shown',
  bring: (n: number) => (n > 0 ? `Show on the picture (+${n.toLocaleString('en')})` : 'All on the picture'),
  collapse: 'Collapse',
  collapseHint: 'takes away what hangs on this alone',
  hide: 'Hide',
  hidden: 'Hidden. “Shown” lists what is hidden.',
  remove: 'Take away',
  pin: 'Pin',
  unpin: 'Unpin',
  pinned: 'pinned',
  move: 'Move',
  moving: (name: string) => `Click where ${name} is to be, or move it by the arrow keys.`,
  done: 'Done',
  panLeft: 'Look to the left',
  panUp: 'Look up',
  panDown: 'Look down',
  panRight: 'Look to the right',
  show: 'Show on the picture',
  pathFrom: 'Paths from here',
  pathTo: 'Paths to here',
  through: 'Paths pass through this',
  avoid: 'Paths avoid this',
  pageToCite: 'Page to cite',
  cite: 'Copy a link to cite this',
  cited: 'The link is copied. It opens without JavaScript too.',
  added: (n: number, left: number) =>
    n === 0
      ? 'Nothing new: all of it is shown.'
      : `${count(n, 'entity', 'entities')} added${left > 0 ? `, ${left.toLocaleString('en')} left` : ''}.`,
  onlyNotShown: (n: number) =>
    `Nothing added: ${count(n, 'relation leads', 'relations lead')} to kinds that are not shown. Choose them under “Shown”.`,
  shownAgain: 'Shown again.',
  removed: (n: number) => (n === 0 ? 'Nothing to take away.' : `${count(n, 'entity', 'entities')} taken away.`),

  chooseHint: 'Choose something in the picture or the table to read what is known of it, and who says so.',
  notThen: (name: string, date: string) => `${name} is not there as of ${date}: it began later, or had ended by then.`,
  notThere: 'There is nothing by this id, or not at this time.',
  names: 'Names',
  fields: 'Facts',
  sameAs: 'The same elsewhere',
  relations: 'Relations',
  toldOf: 'Where this is told',
  who: 'Who says so',
  sources: (n: number) => count(n, 'source', 'sources'),
  noSource: 'No source is given.',
  stated: 'as stated:',
  openDocument: 'Open the document',
  contested: 'Sources disagree',
  contestedHow: (n: number) => `Sources give ${n} different answers.`,
  uncertain: 'may be so at this time',
  recorded: (date: string) => `Recorded here on ${date}.`,
  note: 'Note',
  role: 'Role',
  when: 'When',
  amounts: 'How much',
  relatedTo: 'With',
  rows: (from: number, to: number, all: number) =>
    all === 0 ? 'None' : `${from.toLocaleString('en')} to ${to.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  previousPage: 'Previous page',
  nextPage: 'Next page',

  from: 'From',
  to: 'To',
  passing: 'Passing through',
  avoiding: 'Avoiding',
  drop: (name: string) => `Leave out ${name}`,
  pathHint: 'Say where paths begin and where they end: here, or by “Actions” of anything that is shown.',
  pathSearching: 'Looking for paths…',
  pathFound: (n: number) => `${count(n, 'path', 'paths')}, the shortest first`,
  pathFirst: (n: number) => `The first ${count(n, 'path', 'paths')}, the shortest first; there are more`,
  pathMore: 'Show more paths',
  pathNone: (length: number) =>
    `None: no chain of up to ${length} relations joins them. All of them were looked through.`,
  pathLimit: (searched: number | null) =>
    searched === null
      ? 'The search became too large before even the shortest paths were sure. Say what paths pass through, or avoid a hub.'
      : `The search became too large. All paths of up to ${count(searched, 'relation', 'relations')} are known; there may be longer ones. Say what paths pass through, or avoid a hub.`,
  /** What stands before and after the reading of a step. */
  hop: { before: ' ', after: ' ' },
  pathSame: 'They are the same.',
  pathLength: (n: number) => count(n, 'step', 'steps'),
  pathNoKind: 'No kind of entity is shown that paths could go over. Choose some under “Shown”, or undo.',
  pathVisible: 'Kinds of entities that are not shown are on no path.',
  clearPath: 'Clear paths',
  avoidThis: (name: string) => `Avoid ${name}`,
  throughThis: (name: string) => `Pass through ${name}`,
  avoidShort: 'avoid',
  throughShort: 'through',

  now: 'Now',
  asOf: 'As of',
  asOfOn: (date: string) => `As of ${date}: only what was so then is shown.`,
  asOfStill: (date: string, before: string) =>
    `Asked about ${date}, and not answered yet: what is shown is as of ${before}.`,
  toNow: 'Back to now',
  asOfHint: 'A day, or a month or year, of which the last day counts: 2024-05-01, 2023-11, 2023.',
  asOfBad: 'A date is expected, such as 2024-05-01, 2023-11 or 2023.',
  timelineOf: 'Dated facts of what is shown',
  timelineEmpty: 'Nothing that is shown has a date.',
  timelineLater: (n: number) => `${count(n, 'later fact is', 'later facts are')} left out.`,
  timelineCut: (n: number, all: number) => `${n.toLocaleString('en')} of ${all.toLocaleString('en')}`,

  type: 'Kind',
  name: 'Name',
  shownRelations: 'Relations shown',
  moreRelations: (n: number) => `${n.toLocaleString('en')} not shown`,
  entities: 'Entities',
  nothingShown: 'Nothing is shown yet. Search for a name.',
  relation: 'Relation',

  askQuestion: 'Question',
  askScreen: 'What is on the screen',
  askIntro: 'Change it as you like.',
  loading: 'Loading…',

  retry: 'Try again',
  close: 'Close',
  problem: {
    gone: 'The server cannot be reached. Nothing here is lost: try again when it is back.',
    timeout: 'That took too long and was stopped. Try again, or ask for less.',
    limit: 'That was too much at once.',
    input: 'The server did not accept this.',
    internal: 'Something went wrong.',
  },
  badLink: 'This link is damaged: its end may be missing. Ask for it again, or begin with a search.',
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
    summary: 'What it is',
    sameAs: 'The same elsewhere',
    toldIn: 'Who tells of it',
    fields: 'What is known of it',
    field: 'Field',
    value: 'Value',
    evidence: 'Who says so',
    contested: 'sources disagree',
    relations: 'What it is related to',
    noRelations: 'No relations are known.',
    entity: 'Name',
    note: 'Note',
    link: 'Link',
    linkTo: (fact: string) => `Link to this fact: ${fact}`,
    cited: 'The fact that you were referred to',
    citedGone: 'The fact that you were referred to is not here: it may have been retracted, or not hold at this time.',
    next: 'Next page',
    first: 'First page',
    whole: 'All that is known of it',
    rows: (shown: number, all: number) =>
      shown === all ? plural(all, 'row') : `${shown.toLocaleString('en')} of ${plural(all, 'row')}`,
    asOf: (day: string) => `As of ${day}: what began later, or had ended by then, is not here.`,
    now: 'Show how it is now',
    uncertain: 'perhaps not at this time',
    original: 'original',
    states: 'states',
    absent: 'A document that is not in the graph at this time',
    more: (count: number) => `${count} more`,
  },
  failure: {
    titles: {
      notFound: 'Not found',
      badRequest: 'This can’t be shown',
      unavailable: 'The database does not answer',
      late: 'This took too long',
      internal: 'Something went wrong',
    },
    noEntity: (id: string) => `There is nothing by the id ${id}.`,
    noEntityThen: (id: string, day: string) => `There is nothing by the id ${id} as of ${day}.`,
    noId: (id: string) =>
      `${id === '' ? 'No id is given' : `${id} is no id`}: an id is a kind, a colon and a name in lower case, such as minister:lee-jong-ho.`,
    noPage: (path: string) => `There is no page at ${path}.`,
    noGroup:
      'A page of relations needs “relations”, a type of relation, and “direction”, OUT or IN, which this entity can have.',
    late: (milliseconds: number) => `It took longer than ${milliseconds} ms, which is what is allowed.`,
    onwards: 'Where to go on',
    search: 'Search for it by any of its names',
    showNow: 'See how it is now',
    again: 'Try again',
  },
  period: {
    about: (date: string) => `about ${date}`,
    perhaps: (date: string) => `perhaps ${date}`,
    fromTo: (from: string, to: string) => `${from} to ${to}`,
    since: (date: string) => `${date} to an unknown day`,
    sinceOpen: (date: string) => `since ${date}`,
    until: (date: string) => `until ${date}, since an unknown day`,
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

export type Catalogue = typeof en;

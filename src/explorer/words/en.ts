const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/**
 * What the page says in English. Another language is another file of this shape. What a catalogue does not name of the
 * ontology is shown in the ontology's own words.
 */
export const en = {
  language: 'en',
  /** By which numbers, dates and money are written. */
  locale: 'en-GB',
  languageName: 'English',

  tagline: 'Who agreed what with whom, on what, when, for how much, and who says so.',
  skip: 'Skip to the picture',

  search: 'Search',
  searchHint: 'A person, body, topic, project, event, agreement…',
  searching: 'Searching…',
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
  drawing: 'Drawing…',
  noCanvas: 'This browser cannot draw the picture: it has no WebGL. The table shows the same.',
  canvasLabel: (nodes: number, edges: number) =>
    `A picture of ${count(nodes, 'entity', 'entities')} and ${count(edges, 'relation', 'relations')}. The table has the same, for keyboard and screen reader.`,
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
  show: 'Show on the picture',
  open: (name: string) => `Read about ${name}`,
  pathFrom: 'Paths from here',
  pathTo: 'Paths to here',
  through: 'Paths pass through this',
  avoid: 'Paths avoid this',
  page: 'Page to cite',
  cite: 'Copy a link to cite this',
  cited: 'The link is copied. It opens without JavaScript too.',
  added: (n: number, left: number) =>
    n === 0
      ? 'Nothing new: all of it is shown.'
      : `${count(n, 'entity', 'entities')} added${left > 0 ? `, ${left.toLocaleString('en')} left` : ''}.`,
  removed: (n: number) => (n === 0 ? 'Nothing to take away.' : `${count(n, 'entity', 'entities')} taken away.`),

  chooseHint: 'Choose something in the picture or the table to read what is known of it, and who says so.',
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
  rankPreferred: 'preferred',
  rankDeprecated: 'known to be wrong or outdated',
  uncertain: 'may be so at this time',
  recorded: (date: string) => `Recorded here on ${date}.`,
  note: 'Note',
  role: 'Role',
  when: 'When',
  amounts: 'How much',
  about: 'about',
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
  pathNone: (length: number) =>
    `None: no chain of up to ${length} relations joins them. All of them were looked through.`,
  pathLimit: (searched: number | null) =>
    searched === null
      ? 'The search became too large before even the shortest paths were sure. Say what paths pass through, or avoid a hub.'
      : `The search became too large. All paths of up to ${count(searched, 'relation', 'relations')} are known; there may be longer ones. Say what paths pass through, or avoid a hub.`,
  pathSame: 'They are the same.',
  pathLength: (n: number) => count(n, 'step', 'steps'),
  pathVisible: 'Kinds of entities that are not shown are on no path.',
  clearPath: 'Clear paths',
  avoidThis: (name: string) => `Avoid ${name}`,
  throughThis: (name: string) => `Pass through ${name}`,
  avoidShort: 'avoid',
  throughShort: 'through',

  /** Parts of a year, by the numbers that EDTF has for them in the place of a month. */
  partsOfYear: {
    '21': (year) => `spring ${year}`,
    '22': (year) => `summer ${year}`,
    '23': (year) => `autumn ${year}`,
    '24': (year) => `winter ${year}`,
    '33': (year) => `1st quarter of ${year}`,
    '34': (year) => `2nd quarter of ${year}`,
    '35': (year) => `3rd quarter of ${year}`,
    '36': (year) => `4th quarter of ${year}`,
    '37': (year) => `1st third of ${year}`,
    '38': (year) => `2nd third of ${year}`,
    '39': (year) => `last third of ${year}`,
    '40': (year) => `1st half of ${year}`,
    '41': (year) => `2nd half of ${year}`,
  } as Readonly<Record<string, (year: string) => string>>,
  noLaterThan: (date: string) => `some day up to ${date}`,
  noSoonerThan: (date: string) => `some day from ${date}`,
  roughly: (date: string) => `about ${date}`,
  perhaps: (date: string) => `${date} (uncertain)`,
  since: (date: string) => `since ${date}`,
  until: (date: string) => `until ${date}`,

  now: 'Now',
  asOf: 'As of',
  asOfOn: (date: string) => `As of ${date}: only what was so then is shown.`,
  toNow: 'Back to now',
  asOfHint: 'A day, or a month or year, of which the last day counts: 2024-05-01, 2023-11, 2023.',
  asOfBad: 'A date is expected, such as 2024-05-01, 2023-11 or 2023.',
  timelineOf: 'Dated facts of what is shown',
  timelineEmpty: 'Nothing that is shown has a date.',
  timelineLater: (n: number) => `${count(n, 'later fact is', 'later facts are')} left out.`,
  timelineMore: 'More',
  timelineCut: (n: number, all: number) => `${n.toLocaleString('en')} of ${all.toLocaleString('en')}`,

  type: 'Kind',
  name: 'Name',
  shownRelations: 'Relations shown',
  moreRelations: (n: number) => `${n.toLocaleString('en')} not shown`,
  entities: 'Entities',
  nothingShown: 'Nothing is shown yet. Search for a name.',
  relation: 'Relation',

  askIntro: 'This query gives what is on the screen. Change it as you like.',
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

  types: {} as Readonly<Record<string, string>>,
  /** How relations read, from the beginning and from the end. */
  readings: {} as Readonly<Record<string, readonly [string, string]>>,
  fieldNames: {
    URL: 'Address',
    CHECKSUM: 'Checksum (SHA-256)',
    PERIOD: 'When',
    ORDINAL: 'Number in its series',
  } as Readonly<Record<string, string>>,
  values: {} as Readonly<Record<string, string>>,
  nameKinds: { OFFICIAL: 'official', SHORT: 'short', ACRONYM: 'acronym', ALIAS: 'also' } as Readonly<
    Record<string, string>
  >,
};

import { type CheerioAPI, load } from 'cheerio';
import { parse } from 'graphql';
import jsonld from 'jsonld';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makePages } from '../../src/commands/serve.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { unavailable } from '../../src/errors.ts';
import { formats } from '../../src/export/formats.ts';
import { selectEverything } from '../../src/export/selection.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { ko } from '../../src/i18n/ko.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { type RunningServer, startServer } from '../../src/server/http/server.ts';
import { createServerYoga } from '../../src/server/http/yoga.ts';
import { estimateRows } from '../../src/server/limits/rows.ts';
import { loadModel } from '../../src/server/pages/model.ts';
import { countsQueryFor, queryFor } from '../../src/server/pages/query.ts';
import { queryThrough } from '../../src/server/pages/query-api.ts';
import { PATIENCE } from '../support/patience.ts';
import { silent, testGraph } from './fixture.ts';

const ontology = createOntology();
const schema = createSchema(ontology);
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function yogaOver(graph: Graph, timeout = PATIENCE) {
  const makeContext = ({ signal, trace }: { signal: AbortSignal; trace: object[] | undefined }) =>
    createContext(graph, ontology, signal, trace);
  return createServerYoga({ schema, makeContext, logger: silent, timeout });
}

function serverOver(graph: Graph, timeout = PATIENCE): Promise<RunningServer> {
  const yoga = yogaOver(graph, timeout);
  const pages = () => makePages(yoga, ontology, { timeout, base: null });
  return startServer({ yoga, graph, logger: silent, host: '127.0.0.1', port: 0, pages });
}

const sources = [{ document: 'document:d', paragraphs: [1] }];
const named = (id: string, more: object = {}) => ({
  id,
  names: [{ text: id.split(':')[1] ?? '', language: 'en' }],
  sources,
  ...more,
});
const RLO = '\u202e';
const EVIL = `</script><script>alert(1)</script><img src=x onerror=alert(2)>${RLO}gpj.exe\u2066`;
const numbered = Array.from({ length: 45 }, (_, i) => `area:n${100 + i}`);
/** Each form of a date, in words. */
const dates = {
  '2024-03-26': ['26 March 2024', '2024년 3월 26일'],
  '2022-11': ['November 2022', '2022년 11월'],
  '2023': ['2023', '2023년'],
  '201X': ['the 2010s', '2010년대'],
  '2024-21': ['spring 2024', '2024년 봄'],
  '2024-34': ['second quarter of 2024', '2024년 2분기'],
  '2024-39': ['third four months of 2024', '2024년 3번째 4개월'],
  '2024-41': ['second half of 2024', '2024년 하반기'],
  '2023~': ['about 2023', '2023년경'],
  '2023-05?': ['perhaps May 2023', '2023년 5월(불확실)'],
  '2023%': ['perhaps about 2023', '2023년경(불확실)'],
  '2024-03-25/2024-03-26': ['25 March 2024 to 26 March 2024', '2024년 3월 25일부터 2024년 3월 26일까지'],
  '2019-11-21/..': ['since 21 November 2019', '2019년 11월 21일부터'],
  '2019/': ['2019 to an unknown date', '2019년부터(끝난 날은 알 수 없음)'],
  '../2019': ['until 2019', '2019년까지'],
  '[..2024-12-31]': ['by 31 December 2024', '늦어도 2024년 12월 31일까지'],
  '[2020..2022]': ['between 2020 and 2022', '2020년에서 2022년 사이'],
  '[2020,2022]': ['2020 or 2022', '2020년 또는 2022년'],
  // Too rare for words of its own: between its first and its last day.
  '2024-XX-01': ['between 1 January 2024 and 1 December 2024', '2024년 1월 1일에서 2024년 12월 1일 사이'],
} as const;

const own = checkFacts(
  [
    readDataFile(
      'pages.yaml',
      JSON.stringify({
        entente: 1,
        entities: [
          {
            ...named('document:d', { url: 'https://example.org/d', published: '2024-01', language: 'ko' }),
            sources: [{ document: 'document:d' }],
          },
          {
            ...named('document:evil', { url: 'https://example.org/evil' }),
            names: [{ text: EVIL, language: 'en' }],
            sources: [{ document: 'document:evil' }],
          },
          {
            ...named('institution:evil', {
              names: [
                { text: EVIL, language: 'en' },
                { text: `${RLO}${EVIL}`, language: 'ko' },
              ],
              summary: EVIL,
              place: { name: EVIL, city: EVIL, country: 'KR' },
            }),
            sources: [{ document: 'document:evil', paragraphs: [1], stated: EVIL }],
          },
          named('event:hub', { period: '2024-05-01', names: [{ text: 'Hub', language: 'en' }] }),
          ...numbered.map((id) => named(id)),
          named('minister:m', { country: 'KR' }),
          named('institution:i'),
          named('area:ends.jsonld'),
          named('minister:two'),
          named('institution:two'),
        ],
        relations: [
          ...numbered.map((id) => ({ type: 'DISCUSSED', from: 'event:hub', to: id, note: `on ${id}`, sources })),
          { type: 'WORKS_ON', from: 'institution:i', to: 'area:n100', rank: 'DEPRECATED', sources },
          ...Object.keys(dates).map((period) => ({
            type: 'HOLDS_OFFICE',
            from: 'minister:m',
            to: 'institution:i',
            key: `as ${period}`,
            role: period,
            period,
            sources,
          })),
          ...['2022', undefined].map((period) => ({
            type: 'HOLDS_OFFICE',
            from: 'minister:two',
            to: 'institution:two',
            key: `${period}`,
            role: period ? 'dated' : 'undated',
            ...(period && { period }),
            sources,
          })),
          {
            type: 'SUBUNIT_OF',
            from: 'institution:evil',
            to: 'institution:i',
            key: `"><script>alert(6)</script> ${RLO}`,
            note: EVIL,
            sources: [{ document: 'document:evil', paragraphs: [1] }],
          },
        ],
      }),
    ),
  ],
  ontology,
);

/** An import refuses these addresses; a database of an earlier version may have them. */
function facts() {
  const { entities, relations } = own.facts;
  const evil: Record<string, object> = {
    'document:evil': { claims: { url: [{ value: 'javascript:alert(3)', rank: 'NORMAL', sources: [] }] } },
    'institution:evil': {
      sameAs: ['javascript:alert(4)', 'data:text/html,<script>alert(5)</script>', 'https://example.org/"><b>'],
    },
  };
  return { entities: entities.map((entity) => ({ ...entity, ...evil[entity.id] })), relations };
}

const graph = openEmbedded(null, PATIENCE);
let server: RunningServer;
beforeAll(async () => {
  expect(own.problems).toEqual([]);
  await prepareLayout(graph, ontology);
  await loadWhenEmpty(graph, ontology);
  await record(graph, ontology, facts(), { recordedAt: new Date('2026-01-01'), restate: true });
  server = await serverOver(graph);
});
afterAll(() => server.close());

const HTML = { accept: 'text/html' };
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + path, { method, headers: { ...HTML, ...headers } });
async function page(path: string, headers: Record<string, string> = {}, status = 200): Promise<CheerioAPI> {
  const response = await get(path, headers);
  expect(response.status).toBe(status);
  return load(await response.text());
}

const plainText = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
/** The rows of a table, each cell as its text. */
const rows = ($: CheerioAPI, within: string) =>
  $(`${within} tbody tr`)
    .toArray()
    .map((row) =>
      $(row)
        .children()
        .toArray()
        .map((cell) => plainText($(cell).text())),
    );
const group = (name: string) => `section[aria-labelledby="${name}"]`;
const COUNCIL = '/entity/event:rok-eu-digital-partnership-council-1';

describe('the page of an entity', () => {
  it('shows names, facts and sources, with contested values side by side', async () => {
    const $ = await page(COUNCIL);
    expect($('html').attr('lang')).toBe('en');
    expect($('title').text()).toBe('First ROK-EU Digital Partnership Council · Entente');
    expect($('meta[property="og:title"]').attr('content')).toBe('First ROK-EU Digital Partnership Council');
    const summary =
      'The first meeting of the council, in Seoul. It took stock of the six areas to which both sides give priority.';
    expect($('.summary').text()).toBe(summary);
    for (const name of ['name="description"', 'property="og:description"']) {
      expect($(`meta[${name}]`).attr('content')).toBe(summary);
    }
    expect($('link[rel="canonical"]').attr('href')).toBe(COUNCIL);
    expect($('link[rel="alternate"][type="application/ld+json"]').attr('href')).toBe(`${COUNCIL}.jsonld`);
    expect(plainText($('.type').text())).toBe('Event event:rok-eu-digital-partnership-council-1');
    expect([$('h1').text(), $('h1 bdi').attr('lang')]).toEqual(['First ROK-EU Digital Partnership Council', 'en']);
    expect(
      $('.names > li')
        .toArray()
        .map((item) => [
          plainText($(item).children('bdi, small').text()),
          $(item).find('bdi').attr('lang'),
          $(item).find('.evidence li').length,
        ]),
    ).toEqual([
      ['First ROK-EU Digital Partnership CouncilEnglish, official', 'en', 2],
      ['제1차 한-EU 디지털 파트너십 협의회Korean, official, given by Entente, not by a document', 'ko', 0],
    ]);
    const fields = rows($, group('fields'));
    const KERC = 'KERC article on the second ROK-EU council, paragraph 4';
    expect(fields.slice(2)).toEqual([
      [
        'When #sources disagree',
        '30 June 2023 2023-06-30 preferred',
        'Republic of Korea - EU Joint Statement, paragraph 7, paragraph 8, paragraph 9 · European Commission · 30 June 2023 · original' +
          'First ROK-EU Digital Partnership Council Hosted, paragraph 9 (states: Friday, June 30, without a year) · Ministry of Science and ICT · 30 June 2023 · original' +
          'EU Monitor on the first ROK–EU council, paragraph 3 (states: today, in a release without a date) · EU Monitor · 30 June 2023 · original',
      ],
      ['When', 'May 2023 2023-05', `${KERC} (states: in May of the year before) · KERC · 27 March 2024`],
      [
        'Place #',
        'Sky Hall, Seoul Central Post Office, Seoul, South Korea (KR)',
        'First ROK-EU Digital Partnership Council Hosted, paragraph 9 (states: Sky Hall, Seoul Central Post Office, Seoul) · Ministry of Science and ICT · 30 June 2023 · original' +
          'EU Monitor on the first ROK–EU council, paragraph 3 (states: Seoul, KR) · EU Monitor · 30 June 2023 · original' +
          'Republic of Korea - EU Joint Statement, paragraph 9 (states: Seoul) · European Commission · 30 June 2023 · original' +
          `${KERC} (states: Seoul) · KERC · 27 March 2024`,
      ],
    ]);
    expect(fields.slice(0, 2).map(([field, value]) => [field, value])).toEqual([
      ['Kind #', 'Council'],
      ['Number in its series #', '1'],
    ]);
    expect(
      $('.contents li')
        .toArray()
        .map((item) => plainText($(item).text())),
    ).toEqual([
      'Discussed 15',
      'Announced 2',
      'Follows 1',
      'Is held under 1',
      'Considered 5',
      'Was attended by 2',
      'Had as participant 3',
      'Is followed by 1',
      'Was made public by 1',
      'Is mentioned in 4',
    ]);
    const [lee] = rows($, group('IN_ATTENDED'));
    expect(lee).toEqual([
      'Lee Jong-Ho #',
      'co-chair',
      'EU Monitor on the first ROK–EU council, paragraph 3 · EU Monitor · 30 June 2023 · original' +
        'Republic of Korea - EU Joint Statement, paragraph 9 · European Commission · 30 June 2023 · original',
    ]);
    expect($(`${group('IN_ATTENDED')} tbody a`).attr('href')).toBe('/entity/minister:lee-jong-ho');
    expect(
      $('header a')
        .toArray()
        .map((link) => $(link).attr('href')),
    ).toEqual(['/', '/?entity=event:rok-eu-digital-partnership-council-1', `${COUNCIL}.jsonld`, `${COUNCIL}?lang=ko`]);
    const then = await page(`${COUNCIL}?asOf=2024-06`);
    expect(
      then('nav a, header a')
        .map((_, a) => then(a).attr('href'))
        .get(),
    ).toContain('/?entity=event:rok-eu-digital-partnership-council-1&asOf=2024-06');
  });

  it('shows money in the currency of the source, and dates as precisely as stated', async () => {
    const $ = await page('/entity/project:rok-eu-6g-research');
    expect(rows($, group('fields')).map(([field, value]) => [field, value])).toEqual([
      ['Status #', 'Planned'],
      ['When #', 'by 31 December 2024 [..2024-12-31]'],
      ['Duration #', '3 years'],
      ['Budget #', 'EUR 5,000,000about KRW 7,300,000,000'],
    ]);
    expect(rows($, group('IN_FUNDS')).map(([name, amounts]) => [name, amounts])).toEqual([
      ['European Union #', 'EUR 3,000,000about KRW 4,300,000,000'],
      ['Republic of Korea #', 'KRW 3,000,000,000'],
    ]);
  });

  it.each([
    ['en', 0],
    ['ko', 1],
  ] as const)('writes every form of a date in words, in %s', async (language, at) => {
    const $ = await page(`/entity/minister:m?lang=${language}`);
    const found = rows($, group('OUT_HOLDS_OFFICE')).map(([, role, period]) => [role, period]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(dates).map(([edtf, words]) => [edtf, `${words[at]} ${edtf}`])),
    );
  });

  it('is in Korean by parameter or by browser preference', async () => {
    const asked = `${COUNCIL}?lang=ko`;
    for (const [path, headers] of [
      [asked, { 'accept-language': 'en' }],
      [COUNCIL, { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' }],
    ] as const) {
      const response = await get(path, headers);
      expect(response.headers.get('content-language')).toBe('ko');
      expect(response.headers.get('vary')).toBe('accept, accept-language, accept-encoding');
      const $ = load(await response.text());
      expect($('html').attr('lang')).toBe('ko');
      expect([$('h1').text(), $('h1 bdi').attr('lang')]).toEqual(['제1차 한-EU 디지털 파트너십 협의회', 'ko']);
      expect(plainText($('.type span').text())).toBe('행사');
      expect($('#IN_ATTENDED span').text()).toBe('참석자');
      expect(rows($, group('fields'))[0]?.slice(0, 2)).toEqual(['유형 #', '협의회']);
      const link = $(`${group('IN_ATTENDED')} tbody a`).first();
      expect(plainText(link.text())).toBe('이종호');
      // Links keep a language from the address; a browser sends its own with each request.
      expect(link.attr('href')).toBe(`/entity/minister:lee-jong-ho${path === asked ? '?lang=ko' : ''}`);
    }
    for (const headers of [{}, { 'accept-language': 'fr, de;q=0.5' }, { 'accept-language': 'ko;q=0, en' }]) {
      expect((await page(COUNCIL, headers))('html').attr('lang')).toBe('en');
    }
    // An entity may have a name in a language that the pages aren't translated into.
    const french = await page(`${COUNCIL}?lang=fr`, { 'accept-language': 'ko' });
    expect([french('html').attr('lang'), french('h1').text()]).toEqual([
      'en',
      'First ROK-EU Digital Partnership Council',
    ]);
  });

  it('is the same however its id is encoded', async () => {
    const plain = await (await get(COUNCIL)).text();
    for (const path of [COUNCIL.replace(':', '%3A'), COUNCIL.replace('event:rok', '%65vent%3ARok'.toLowerCase())]) {
      expect(await (await get(path)).text()).toBe(plain);
    }
    const $ = await page('/entity/area:ends%2Ejsonld');
    expect($('link[rel="canonical"]').attr('href')).toBe('/entity/area:ends%2Ejsonld');
    expect((await get('/entity/area:ends%2Ejsonld.jsonld')).headers.get('content-type')).toBe('application/ld+json');
  });

  it('has a policy without scripts, and an ETag', async () => {
    const response = await get(COUNCIL);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      'content-language': 'en',
    });
    const etag = response.headers.get('etag') ?? '';
    const again = await get(COUNCIL, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const head = await get(COUNCIL, {}, 'HEAD');
    expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
    const posted = await get(COUNCIL, {}, 'POST');
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const $ = await page(COUNCIL);
    const style = await get($('link[rel="stylesheet"]').attr('href') ?? '');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });
});

describe('relations', () => {
  it('come twenty at a time, and links lead to each of them once', async () => {
    let path = '/entity/event:hub';
    const seen: string[] = [];
    for (const [size, told] of [
      [20, '20 of 45 rows'],
      [20, '20 of 45 rows'],
      [5, '5 of 45 rows'],
    ] as const) {
      const $ = await page(path);
      const found = rows($, group('OUT_DISCUSSED'));
      expect([found.length, plainText($('#OUT_DISCUSSED small').text())]).toEqual([size, told]);
      seen.push(...found.map(([name, note]) => `${name} ${note}`));
      const next = $('a[rel="next"]');
      expect($('.pages a').first().text()).toBe(seen.length > 20 ? 'First page' : 'Next page');
      expect(next.length).toBe(seen.length < 45 ? 1 : 0);
      // A page of one group has only that group and a link to the whole page.
      expect($('section').length).toBe(seen.length > 20 ? 1 : $('section').length);
      if (seen.length > 20) expect($('article a').first().attr('href')).toBe('/entity/event:hub');
      path = next.attr('href') ?? '';
    }
    expect(seen).toEqual(numbered.map((id) => `${id.slice(5)} # on ${id}`));
  });

  it('are selected by type and direction', async () => {
    const $ = await page('/entity/area:n100?relations=DISCUSSED&direction=IN');
    expect(rows($, group('IN_DISCUSSED')).map(([name]) => name)).toEqual(['Hub #']);
    for (const wrong of [
      'relations=DISCUSSED',
      'relations=DISCUSSED&direction=OUT',
      'relations=NOTHING&direction=IN',
      'direction=IN',
      'after=x',
    ]) {
      const refused = await page(`/entity/area:n100?${wrong}`, {}, 400);
      expect(refused('h1').text()).toBe('This page can’t be shown');
      expect(refused('main li a').first().attr('href')).toBe('/entity/area:n100');
      const answer = await fetch(`${server.url}/entity/area:n100?${wrong}`);
      expect(await answer.json()).toMatchObject({
        errors: [{ message: expect.stringMatching(/^"relations" and "direction" expect .*, one of WORKS_ON IN|DISC/) }],
      });
    }
    const refused = await page('/entity/area:n100?relations=DISCUSSED&direction=IN&after=x', {}, 400);
    expect(refused('main p').text()).toMatch(/^"after" expects a cursor/);
  });
});

describe('a fact', () => {
  it('has an address that finds it among many others', async () => {
    const far = 'event:hub/DISCUSSED/area:n144';
    // It is on the third page from its start entity; the page of its end has a link to it.
    const from = await page('/entity/area:n144');
    const address = from(`tr[id="${far}"] .permalink`).attr('href') ?? '';
    expect(address).toBe(`/entity/event:hub?fact=${far}#${far}`);
    const $ = await page(address);
    expect(rows($, group('cited'))).toEqual([['n144 #', 'on area:n144', 'd, paragraph 1 · January 2024 · original']]);
    expect($(`${group('cited')} h3`).text()).toBe('Discussed');
  });

  it('of every type is found by its link', async () => {
    for (const path of ['/entity/project:rok-eu-6g-research', '/entity/minister:m', '/entity/institution:evil']) {
      const $ = await page(path);
      const links = $('.permalink')
        .toArray()
        .map((link) => $(link).attr('href') ?? '');
      expect(links.length).toBeGreaterThanOrEqual(3);
      for (const link of links) {
        const { hash } = new URL(link, server.url);
        const found = await page(link);
        const at = found('[id]').filter((_, one) =>
          [hash.slice(1), decodeURIComponent(hash.slice(1))].includes(found(one).attr('id') ?? ''),
        );
        expect([link, at.length]).toEqual([link, 1]);
      }
    }
  });

  it('that is cited may be marked as wrong, or missing', async () => {
    const wrong = await page('/entity/institution:i?fact=institution:i/WORKS_ON/area:n100');
    expect(rows(wrong, group('cited'))[0]?.[0]).toBe('n100 #known to be wrong');
    expect(wrong('#OUT_WORKS_ON').length).toBe(0);
    const gone = await page('/entity/institution:i?fact=institution:i/WORKS_ON/area:none');
    expect(gone('.cited .notice').text()).toMatch(/^The cited fact is not here/);
  });
});

describe('a date', () => {
  it('is shown, applies to the whole page and is kept by its links', async () => {
    const $ = await page('/entity/agreement:rok-eu-digital-partnership?asOf=2023-01-31');
    const now = await page('/entity/agreement:rok-eu-digital-partnership');
    expect(plainText($('.notice').text())).toBe(
      'As of 31 January 2023 (2023-01-31). What began later or had already ended is left out. Show the current state',
    );
    expect($('.notice a').attr('href')).toBe('/entity/agreement:rok-eu-digital-partnership');
    const names = ($: CheerioAPI) => rows($, group('IN_UNDER_AGREEMENT')).map(([name]) => name);
    expect(names(now).length).toBeGreaterThan(names($).length);
    expect(names($)).not.toContain('First ROK-EU Digital Partnership Council #');
    const links = $('tbody a[href^="/entity/"]')
      .toArray()
      .map((link) => $(link).attr('href') ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toContain('asOf=2023-01-31');
    expect(now('.notice').length).toBe(0);
  });

  it('stands apart from what has none', async () => {
    for (const [query, title, note, entity] of [
      [
        '',
        'No date',
        'Their sources give no date: these may also hold before and after the sources were published.',
        null,
      ],
      [
        '?asOf=2022-06',
        'No date',
        'Their sources give no date: these may also hold before and after the sources were published.',
        'Its sources give no date',
      ],
      [
        '?asOf=2010&lang=ko',
        '날짜 없음',
        '출처에 날짜가 없습니다. 출처가 발표되기 전이나 후에도 해당할 수 있습니다.',
        '출처에 날짜가 없습니다',
      ],
    ] as const) {
      const $ = await page(`/entity/minister:two${query}`);
      const within = group('OUT_HOLDS_OFFICE');
      expect(plainText($(`${within} h4`).text())).toBe(`${title} ${note}`);
      const roles = $(`${within} table`)
        .toArray()
        .map((table) => plainText($(table).text()).match(/undated|dated/g));
      expect(roles).toEqual(query.includes('2010') ? [['undated']] : [['dated'], ['undated']]);
      if (entity) expect(plainText($('.notice').text())).toContain(entity);
      else expect($('.notice').length).toBe(0);
    }
    // A page about something with a date says nothing of the kind.
    expect(plainText((await page('/entity/event:hub?asOf=2024-06'))('.notice').text())).not.toContain('no date');
  });

  it('may make a fact uncertain, and a page empty', async () => {
    const $ = await page('/entity/minister:m?asOf=2023-05-10&lang=en');
    expect(rows($, group('OUT_HOLDS_OFFICE')).find(([, role]) => role === '2023-05?')?.[0]).toBe(
      'i #may not apply at this time',
    );
    const earlier = await page(`${COUNCIL}?asOf=2020`, {}, 404);
    expect(
      earlier('main > *')
        .toArray()
        .map((part) => plainText(earlier(part).text())),
    ).toEqual([
      'Not found',
      'There is no entity with the id event:rok-eu-digital-partnership-council-1 as of 2020.',
      'What you can do next',
      'Show the current stateSearch by name',
    ]);
    const wrong = await page(`${COUNCIL}?asOf=May`, {}, 400);
    expect(wrong('main p').text()).toMatch(/^"date" of @asOf: expected a date in EDTF/);
  });
});

describe('a missing page', () => {
  it.each([
    ['/entity/event:none', 'There is no entity with the id event:none.'],
    [
      '/entity/event:None',
      'event:None is not a valid id: an id is an entity type, a colon and a name, all in lower case, such as minister:lee-jong-ho.',
    ],
    [
      '/entity/thing:x?asOf=2023',
      'thing:x is not a valid id: an id is an entity type, a colon and a name, all in lower case, such as minister:lee-jong-ho.',
    ],
    ['/entity/event:No?asOf=2023', /^event:No is not a valid id/],
    ['/entity/', /^The id is missing: an id is an entity type/],
    ['/entity/%E0%A4%A', /^%E0%A4%A is not a valid id/],
    ['/entity/event:none.jsonld', 'There is no entity with the id event:none.'],
    ['/nothing/at/all', 'There is no page at /nothing/at/all.'],
  ])('is a page for people and JSON for programs: %s', async (path, sentence) => {
    const response = await get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toMatch(/^accept, accept-language/);
    const $ = load(await response.text());
    expect($('h1').text()).toBe('Not found');
    expect($('main p').text()).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
    expect($('main li a').last().attr('href')).toBe('/');
    for (const accept of ['*/*', 'application/json', 'application/ld+json, */*;q=0.1']) {
      const told = await fetch(server.url + path, { headers: { accept } });
      expect([told.status, told.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
      expect(await told.json()).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
    const korean = await page(`${path}${path.includes('?') ? '&' : '?'}lang=ko`, {}, 404);
    expect(korean('h1').text()).toBe('찾을 수 없습니다');
  });

  it('is 503 if the engine is unavailable and 504 if it is late', async () => {
    const gone = await serverOver(
      testGraph({ read: () => Promise.reject(unavailable('Neo4j can’t be reached.', new Error('bolt://hunter2'))) }),
    );
    cleanups.push(() => gone.close());
    const response = await fetch(gone.url + COUNCIL, { headers: HTML });
    const text = await response.text();
    expect([response.status, text.includes('hunter2')]).toEqual([503, false]);
    const $ = load(text);
    expect([$('h1').text(), $('main p').text()]).toEqual(['The database is not available', 'Neo4j can’t be reached.']);
    expect($('main li a').first().attr('href')).toBe(COUNCIL);
    const told = await fetch(gone.url + COUNCIL);
    expect([told.status, await told.json()]).toEqual([
      503,
      { errors: [{ message: 'Neo4j can’t be reached.', extensions: { code: 'UNAVAILABLE' } }] },
    ]);
    const slow = await serverOver(testGraph({ read: () => new Promise(() => {}) }), 30);
    cleanups.push(() => slow.close());
    const late = await fetch(slow.url + COUNCIL, { headers: HTML });
    const tooLate = load(await late.text());
    expect([late.status, tooLate('h1').text(), tooLate('main p').text()]).toEqual([
      504,
      'This took too long',
      'It took longer than 30 ms, which is the limit.',
    ]);
  });
});

describe('hostile names', () => {
  /** Fails if a page, parsed as a browser would, could run a script or link to an unsafe address. */
  function harmless($: CheerioAPI) {
    for (const element of $('*').toArray()) {
      for (const [name, value] of Object.entries($(element).attr() ?? {})) {
        expect(name).toMatch(/^(?!on|style$|srcdoc$)[a-z-]+$/);
        if (['href', 'src'].includes(name)) expect(value).toMatch(/^(?:\/(?!\/)|#|https:\/\/|data:,$)/);
        expect(value).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }
    }
    expect($('script:not([type="application/ld+json"]), img, iframe, object, form, base').length).toBe(0);
    $('script').remove();
    expect($.root().text()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }

  it('are text and nothing else, everywhere', async () => {
    for (const path of [
      '/entity/institution:evil',
      '/entity/institution:evil?lang=ko',
      '/entity/institution:i',
      '/entity/document:evil',
    ]) {
      const $ = await page(path);
      expect($('body').text()).toContain('</script><script>alert(1)</script><img src=x onerror=alert(2)>gpj.exe');
      expect($('script').length).toBe(1);
      harmless($);
    }
    const $ = await page('/entity/institution:evil');
    // Each is isolated, whatever its direction.
    expect($('h1 > bdi').length).toBe(1);
    expect(
      $(`${group('same')} li`)
        .toArray()
        .map((item) => [$(item).text(), $(item).find('a').attr('href')]),
    ).toEqual([
      ['javascript:alert(4)', undefined],
      ['data:text/html,<script>alert(5)</script>', undefined],
      ['https://example.org/"><b>', 'https://example.org/%22%3E%3Cb%3E'],
    ]);
    const document = await page('/entity/document:evil');
    expect(rows(document, group('fields')).map(([field, value]) => [field, value])).toEqual([
      ['Address #', 'javascript:alert(3)'],
    ]);
    // JSON-LD has them unchanged.
    const described = JSON.parse($('script').text());
    expect(JSON.stringify(described)).toContain(JSON.stringify(EVIL).slice(1, -1));
  });

  it('are text in addresses and error pages too', async () => {
    const evil = encodeURIComponent(`<script>alert(1)</script>"'${RLO}`);
    for (const path of [
      `/entity/${evil}`,
      `/${evil}`,
      `//evil.example/${evil}`,
      '/\\evil.example',
      `/entity/institution:i?fact=${evil}`,
      `/entity/institution:i?asOf=${evil}`,
      `/entity/institution:i?lang=${evil}`,
      `/entity/institution:i?relations=${evil}&direction=${evil}`,
      `/entity/institution:none?${evil}=${evil}&__proto__=${evil}`,
    ]) {
      const response = await get(path);
      expect([200, 400, 404]).toContain(response.status);
      harmless(load(await response.text()));
    }
  });
});

describe('JSON-LD', () => {
  const triples = async (text: string) => {
    const quads = await jsonld.toRDF(JSON.parse(text), { format: 'application/n-quads' });
    return String(quads).trim().split('\n').sort();
  };

  it('is in the page and at its own address, and equals an export', async () => {
    let all = '';
    for await (const piece of formats.jsonld(await selectEverything(graph, ontology), ontology, {
      base: 'https://entente.example/',
    }))
      all += piece;
    const exported = new Set(await triples(all));
    for (const path of [
      COUNCIL,
      '/entity/project:rok-eu-6g-research',
      '/entity/institution:evil',
      '/entity/minister:m',
    ]) {
      const $ = await page(path);
      const inPage = await triples($('script[type="application/ld+json"]').text());
      const address = $('link[type="application/ld+json"]').attr('href') ?? '';
      const response = await get(address);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/ld+json']);
      expect(await triples(await response.text())).toEqual(inPage);
      expect(inPage.length).toBeGreaterThan(20);
      expect(inPage.filter((one) => !exported.has(one))).toEqual([]);
    }
    const council = await triples(await (await get(`${COUNCIL}.jsonld`)).text());
    const iri = '<https://entente.example/event/rok-eu-digital-partnership-council-1>';
    expect(
      council
        .filter((one) => one.startsWith(`${iri} <https://schema.org/`))
        .map((one) => one.split('> ').slice(1).join('> ')),
    ).toEqual(
      expect.arrayContaining([
        '<https://schema.org/name> "First ROK-EU Digital Partnership Council"@en .',
        '<https://schema.org/name> "제1차 한-EU 디지털 파트너십 협의회"@ko .',
        '<https://schema.org/startDate> "2023-06-30"^^<http://www.w3.org/2001/XMLSchema#date> .',
        '<https://schema.org/attendee> <https://entente.example/minister/lee-jong-ho> .',
      ]),
    );
    // It has every triple of the export about the entity itself.
    const ofCouncil = (one: string) => one.startsWith(iri) || one.startsWith(`${iri.slice(0, -1)}#`);
    expect(council.filter(ofCouncil)).toEqual([...exported].filter(ofCouncil).sort());
  });

  it('has IRIs that begin with the configured base', async () => {
    const yoga = yogaOver(graph);
    const pages = () => makePages(yoga, ontology, { timeout: PATIENCE, base: 'https://graph.example.org/' });
    // Its graph is the one of all tests, which stays open.
    const other = await startServer({ yoga, graph: testGraph(), logger: silent, host: '127.0.0.1', port: 0, pages });
    cleanups.push(() => other.close());
    const text = await (await fetch(`${other.url}/entity/event:hub.jsonld`)).text();
    expect(await triples(text)).toContain('<https://graph.example.org/event/hub> <https://schema.org/name> "Hub"@en .');
  });

  it('holds what the page shows, as of the same date', async () => {
    const { '@graph': then } = JSON.parse(await (await get('/entity/event:hub.jsonld?asOf=2024-05-01')).text());
    const discussed = (nodes: any[]) =>
      nodes.filter((node) => node['rdf:predicate']?.['@id'] === 'schema:about').length;
    expect(discussed(then)).toBe(20);
    const $ = await page('/entity/event:hub');
    const next = new URL($('a[rel="next"]').attr('href') ?? '', server.url);
    const { '@graph': second } = JSON.parse(await (await get(`/entity/event:hub.jsonld${next.search}`)).text());
    expect(discussed(second)).toBe(20);
    expect((await get('/entity/event:hub.jsonld?asOf=2023')).status).toBe(404);
  });
});

describe('what pages depend on', () => {
  it('are queries within the limits, for every entity type', async () => {
    const yoga = yogaOver(graph);
    const model = await loadModel(queryThrough(yoga));
    for (const { name } of ontology.entities) {
      const groups = model.groups(name);
      for (const shown of [
        { groups, isOnePage: false, isCited: true },
        { groups, isOnePage: false, isCited: false },
        { groups: groups.slice(0, 1), isOnePage: true, isCited: true },
      ]) {
        const document = parse(queryFor(model, shown));
        expect(estimateRows({ schema, document, variables: { first: 20 } })).toBeLessThan(10_000);
      }
      expect(estimateRows({ schema, document: parse(countsQueryFor(groups)) })).toBeLessThan(1000);
    }
  });

  it('are Korean translations of names that the ontology has', () => {
    const constant = (name: string) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase();
    const fields = [...ontology.entities.map((e) => e.fields), ...ontology.relations.map((r) => r.properties)].flatMap(
      (declared) => Object.entries<any>(declared),
    );
    // A name without a translation is no failure: `npm run check` lists it, and own-ontology.test.ts shows it in English.
    const stale = (words: object, names: readonly string[]) =>
      Object.keys(words).filter((word) => !names.includes(word));
    expect(
      stale(
        ko.model.types,
        ontology.entities.map(({ name }) => name),
      ),
    ).toEqual([]);
    expect(
      stale(
        ko.model.relations,
        ontology.relations.map(({ type }) => type),
      ),
    ).toEqual([]);
    expect(
      stale(
        ko.model.fields,
        fields.map(([name]) => constant(name)),
      ),
    ).toEqual([]);
    expect(
      stale(
        ko.model.values,
        fields.flatMap(([, field]) => Object.keys(field.values ?? {})),
      ),
    ).toEqual([]);
  });
});

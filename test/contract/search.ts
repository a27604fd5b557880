import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { reindex } from '../../src/graph/storage/upgrade.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { fillEmpty } from '../../src/recording/fill-empty.ts';
import { record } from '../../src/recording/record.ts';
import { isWhole } from '../support/extent.ts';
import { PATIENCE } from '../support/patience.ts';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();

const named = (names: Readonly<Record<string, readonly string[]>>) => {
  const entities = Object.entries({ 'document:d': ['Doc'], ...names }).map(([id, texts]) => ({
    id,
    names: texts.map((text) => ({ text, language: 'en' })),
    sources: [{ document: 'document:d' }],
  }));
  const { facts, problems } = checkFacts(
    [readDataFile('search.yaml', JSON.stringify({ entente: 1, entities }))],
    ontology,
  );
  expect(problems).toEqual([]);
  return facts;
};

const QUERY = `query ($text: String!, $types: [EntityType!]) { search(text: $text, types: $types, first: 100) {
  totalCount edges { score matched { name kind highlights { start end } } node { id } } } }`;

const over = (graph: Graph) => {
  const ask = serverOver(graph, ontology);
  return {
    ask,
    answer: (text: string, types?: readonly string[]) => ask(QUERY, { text, ...(types ? { types } : {}) }),
    ids: async (text: string, known?: string): Promise<string[]> => {
      const at = known ? `@asOf(known: "${known}")` : '';
      const { data } = await ask(`query ($text: String!) ${at} { search(text: $text) { nodes { id } } }`, { text });
      return data.search.nodes.map(({ id }: { id: string }) => id);
    },
  };
};

/** Texts that contain the syntax of engines, or no letters at all. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'"\'\\+-&|!(){}[]^~*?:/ aA반ㄷé\ud800\udc00\0\u3000', 'AND', 'OR', 'NOT'),
    maxLength: 40,
  }),
);

export function searchContract(engine: string, { open }: Engine): void {
  describe(`search: ${engine}`, () => {
    async function prepared() {
      const graph = await open();
      await prepareLayout(graph, ontology);
      return { graph, ...over(graph) };
    }

    test('written entities are found at once: by the current name only, and by the former name at an earlier time', async () => {
      const { graph, ids } = await prepared();
      expect(await ids('Zagreb')).toEqual([]);
      await record(graph, ontology, named({ 'area:one': ['Zagreb'] }), {
        recordedAt: new Date('2024-01-01'),
        restate: true,
      });
      expect(await ids('Zagreb')).toEqual(['area:one']);
      await record(graph, ontology, named({ 'area:one': ['Ljubljana'] }), {
        recordedAt: new Date('2024-02-01'),
        restate: true,
      });
      await record(graph, ontology, named({ 'area:two': ['Sarajevo'] }), {
        recordedAt: new Date('2024-03-01'),
        restate: true,
      });
      const check = async () => {
        expect(await ids('Zagreb')).toEqual([]);
        expect(await ids('Ljubljana')).toEqual(['area:one']);
        expect(await ids('Sarajevo')).toEqual(['area:two']);
        expect(await ids('Zagreb', '2024-01-15')).toEqual(['area:one']);
        expect(await ids('Ljubljana', '2024-01-15')).toEqual([]);
        expect(await ids('Sarajevo', '2024-02-15')).toEqual([]);
      };
      await check();
      await graph.write((unit) =>
        unit.run({ text: 'MATCH (n:Entity) REMOVE n.ententeTokens, n.ententeLength', parameters: {} }),
      );
      expect(await ids('Sarajevo')).toEqual([]);
      expect(await graph.write((unit) => reindex(unit, ontology))).toBe(3);
      await check();
      await graph.close();
    });

    test('a failed write leaves nothing to find', async () => {
      const { graph, ids } = await prepared();
      const failing = graph.write(async (unit) => {
        await fillEmpty(
          delegateGraph(graph, { write: (work) => work(unit) }),
          ontology,
          named({ 'area:one': ['Zagreb'] }),
          new Date(0),
        );
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await ids('Zagreb')).toEqual([]);
      await graph.close();
    });

    test('a database of the previous layout is made searchable once', async () => {
      const { graph, ids } = await prepared();
      await fillEmpty(graph, ontology, named({ 'area:one': ['Zagreb'] }), new Date(0));
      await graph.write((unit) =>
        unit.run({ text: 'MATCH (n:Entity) REMOVE n.ententeTokens, n.ententeLength', parameters: {} }),
      );
      await graph.write((unit) =>
        unit.run({ text: "MERGE (d:EntenteDatabase {id: 'entente'}) SET d.layout = 3", parameters: {} }),
      );
      await prepareLayout(graph, ontology);
      expect(await ids('zagreb')).toEqual(['area:one']);
      await graph.close();
    });

    test('each name in the data finds its entity exactly and first; other texts give equal results on every engine', async () => {
      const { graph, answer } = await prepared();
      const other = openEmbedded(null, PATIENCE);
      await prepareLayout(other, ontology);
      for (const one of [graph, other]) await loadWhenEmpty(one, ontology);
      const beside = over(other);
      const { data } = await beside.ask(
        '{ search(text: "e") { totalCount } areas(first: 500) { nodes { id names { text } } } institutions(first: 500) { nodes { id names { text } } } events(first: 500) { nodes { id names { text } } } ministers(first: 500) { nodes { id names { text } } } projects(first: 500) { nodes { id names { text } } } agreements(first: 500) { nodes { id names { text } } } documents(first: 500) { nodes { id names { text } } } }',
      );
      const { search, ...lists } = data;
      expect(search.totalCount).toBeGreaterThan(0);
      const all = Object.values(lists as Record<string, { nodes: { id: string; names: { text: string }[] }[] }>)
        .flatMap(({ nodes }) => nodes)
        .flatMap(({ id, names }) => names.map(({ text }) => ({ id, text })));
      expect(all.length).toBeGreaterThan(150);
      for (const { id, text } of all) {
        const found = await answer(text);
        expect(found).toEqual(await beside.answer(text));
        const exact = found.data.search.edges.filter((edge: any) => edge.matched.kind === 'EXACT');
        expect(exact.map((edge: any) => edge.node.id)).toContain(id);
        expect(found.data.search.edges.slice(0, exact.length)).toEqual(exact);
      }
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...all),
          fc.nat(),
          fc.constantFrom('', 'x', '도'),
          fc.constantFrom(undefined, ['AREA'], ['EVENT', 'INSTITUTION']),
          async ({ text }, place, letter, types) => {
            const at = place % text.length;
            const slipped = text.slice(0, at) + letter + text.slice(at + 1);
            if (slipped.trim() === '') return;
            expect(await answer(slipped, types)).toEqual(await beside.answer(slipped, types));
          },
        ),
        { seed: 4, numRuns: 100 },
      );
      await fc.assert(
        fc.asyncProperty(anything, async (text) => {
          const found = await answer(text);
          for (const { extensions } of found.errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT');
          expect(found).toEqual(await beside.answer(text));
        }),
        { seed: 4, numRuns: 150 },
      );
      const large = await answer('반도체 '.repeat(250_000));
      expect(large.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
      await Promise.all([graph.close(), other.close()]);
    });

    test('a match inside a word comes behind whole words, and none goes on in the next word', async () => {
      const { graph, answer } = await prepared();
      await record(
        graph,
        ontology,
        named({
          'event:a': ['Moscow, Minsk, Oreanda'],
          'event:b': ['Dialogue of the north and the south of Korea'],
          'area:c': ['Semiconductors'],
          'area:d': ['A long word about the conductor of an orchestra'],
          'area:e': ['디지털 파트너십'],
        }),
      );
      const found = async (text: string) =>
        (await answer(text)).data.search.edges.map((edge: any) => `${edge.node.id} ${edge.matched.kind}`);
      expect(await found('korea')).toEqual(['event:b WORDS']);
      expect(await found('conductor')).toEqual(['area:d WORDS', 'area:c INSIDE']);
      expect(await found('파트너십')).toEqual(['area:e WORDS']);
      await graph.close();
    });

    test('a person is found by a name with a title, behind names that are the whole text', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const facts = named({
        'minister:lee': ['Lee Jong-Ho', '이종호'],
        'minister:vestager': ['Margrethe Vestager'],
        'institution:lee': ['Lee Jong-Ho Institute'],
        'institution:minister': ['Minister Lee Jong-Ho'],
        'institution:ministry': ['Ministry of Leeds', '장관정책보좌관실'],
        'event:president': ['President'],
      });
      await fillEmpty(graph, ontology, facts, new Date(0));
      const search = over(graph);
      const first = async (text: string) => {
        const { data } = await search.answer(text);
        return data.search.edges
          .slice(0, 2)
          .map((edge: any) => `${edge.node.id} ${edge.matched.kind} ${edge.matched.name}`);
      };
      const lee = 'minister:lee PREFIX Lee Jong-Ho';
      const inKorean = 'minister:lee PREFIX 이종호';
      for (const text of ['Minister Lee', 'Mr. Lee', 'vice minister LEE']) expect(await first(text)).toContain(lee);
      for (const text of ['장관 이종호', '이종호 장관', '이종호 장관님이', '이종호장관', '이 장관'])
        expect((await first(text))[0]).toBe(inKorean);
      expect(await first('Minister Lee Jong-Ho')).toEqual(['institution:minister EXACT Minister Lee Jong-Ho', lee]);
      expect((await first('Executive Vice-President Vestager'))[0]).toBe('minister:vestager WORDS Margrethe Vestager');
      expect((await first('Commissioner Margrethe Vestager'))[0]).toBe('minister:vestager PREFIX Margrethe Vestager');
      expect((await first('Minister Yi Jong-Ho'))[0]).toBe('minister:lee FORGIVEN Lee Jong-Ho');
      expect(await first('President')).toEqual(['event:president EXACT President']);
      const { data } = await search.answer('Minister Lee', ['INSTITUTION']);
      expect(data.search.edges.map(({ node }: any) => node.id)).not.toContain('minister:lee');
      await graph.close();
    });

    test('Korean names are found by other romanisations and in Hangul, behind all that match as written', async () => {
      const graph = await open();
      await prepareLayout(graph, ontology);
      const facts = named({
        'minister:chun': ['Chun Doo Hwan'],
        'minister:chung': ['Il Kwon Chung'],
        'minister:kim': ['President Kim Young-sam'],
        'minister:moon': ['Moon Jaein'],
        'minister:park': ['Park Geun-hye'],
        'minister:rhee': ['Syngman Rhee'],
        'minister:roh': ['Roh Moo-hyun'],
        'minister:yi': ['Yi Myong-bak', 'Ri Myung Bak'],
        'minister:elizabeth': ['Elizabeth I'],
        'institution:lee': ['Lee Kong Institute'],
      });
      await fillEmpty(graph, ontology, facts, new Date(0));
      const search = over(graph);
      const found = async (text: string) =>
        (await search.answer(text)).data.search.edges.map(
          ({ node, matched: { kind, name } }: any) => `${node.id} ${kind} ${name}`,
        );
      const lees = ['minister:rhee FORGIVEN Syngman Rhee', 'minister:yi FORGIVEN Yi Myong-bak'];
      for (const text of ['Minister Li', '이 장관']) expect([text, await found(text)]).toEqual([text, lees]);
      expect(await found('Lee')).toEqual(['institution:lee PREFIX Lee Kong Institute', ...lees]);
      expect(await found('Rhee')).toEqual(['minister:rhee WORDS Syngman Rhee', lees[1]]);
      for (const [text, names] of [
        ['Jeon Du-hwan|전두환', 'minister:chun FORGIVEN Chun Doo Hwan'],
        ['Jeong Ilgwon|Cheong, Il-kwŏn|정일권 총리', 'minister:chung FORGIVEN Il Kwon Chung'],
        ['Gim Yeong Sam|Kim Yongsam|김영삼|김 영삼', 'minister:kim FORGIVEN President Kim Young-sam'],
        ['Mun Chae-in|Jae-in Mun|문재인 대통령', 'minister:moon FORGIVEN Moon Jaein'],
        ['Pak Kŭn-hye|Bak Geunhye|박근혜', 'minister:park FORGIVEN Park Geun-hye'],
        ['No Mu-hyeon|노무현', 'minister:roh FORGIVEN Roh Moo-hyun'],
        ['Lee Myeong-bak|이명박', 'minister:yi FORGIVEN Yi Myong-bak'],
      ] as const)
        for (const one of text.split('|')) expect([one, (await found(one))[0]]).toEqual([one, names]);
      expect(await found('Choi Myung-bak')).not.toContain(lees[1]);
      expect(await found('Park Moo-hyun')).toEqual([]);
      await graph.close();
    });

    test('towns and countries find what is there, in English and Korean, behind every name', async () => {
      const { graph, ids } = await prepared();
      await loadWhenEmpty(graph, ontology);
      const inSeoul = ['event:rok-eu-digital-partnership-council-1'];
      const atBerlaymont = ['event:rok-eu-digital-partnership-council-2', 'institution:european-commission'];
      const inBrussels = [
        'event:eu-singapore-digital-partnership-council-1',
        'event:eu-singapore-digital-partnership-council-2',
        'event:korea-eu-joint-researcher-forum-semiconductors-1',
        ...atBerlaymont,
        'institution:korea-europe-quantum-science-technology-cooperation-center',
      ];
      for (const text of ['브뤼셀', 'Brussels', 'BRUSSEL', '브뤼셀에서', '벨기에', 'Belgium'])
        expect([text, await ids(text)]).toEqual([text, inBrussels]);
      for (const text of ['베를레몽', 'Berlaymont']) expect([text, await ids(text)]).toEqual([text, atBerlaymont]);
      expect(await ids('서울')).toEqual(inSeoul);
      // A name that matches as a whole leaves no room for places.
      expect(await ids('한국')).not.toContain('event:quantum-korea-2024');
      await graph.close();
    });

    test('ids, roles, summaries and notes', async () => {
      const { graph, ask } = await prepared();
      const sources = [{ document: 'document:d' }];
      const one = (id: string, name: string, more: object = {}) => ({
        id,
        names: [{ text: name, language: 'en' }],
        sources,
        ...more,
      });
      const content = {
        entente: 1,
        entities: [
          one('document:d', 'Doc'),
          one('institution:korea', 'Republic', { sameAs: ['https://www.wikidata.org/entity/Q884'] }),
          one('institution:kaist', 'KAIST', {
            sameAs: ['https://ror.org/05apxxy63', 'https://orcid.org/0000-0002-1825-0097'],
            summary: 'A university of science and technology, founded by a minister.',
          }),
          one('minister:lee', 'Lee Jong-ho'),
          one('minister:li', 'Li Jong'),
        ],
        relations: [
          {
            type: 'HOLDS_OFFICE',
            from: 'minister:lee',
            to: 'institution:korea',
            role: 'Minister of Science and ICT',
            note: 'Chief delegate',
            sources,
          },
        ],
      };
      const { facts, problems } = checkFacts([readDataFile('ids.yaml', JSON.stringify(content))], ontology);
      expect(problems).toEqual([]);
      await record(graph, ontology, facts);
      const found = async (text: string, more = '') => {
        const { data, errors } = await ask(
          `query ($text: String!) { search(text: $text ${more}) { edges { node { id } matched { in name kind } } } }`,
          { text },
        );
        expect(errors).toBeUndefined();
        return data.search.edges.map(
          ({ node, matched }: any) => `${node.id} ${matched.in} ${matched.kind} ${matched.name}`,
        );
      };
      const korea = ['institution:korea ID EXACT https://www.wikidata.org/entity/Q884'];
      for (const text of ['Q884', 'q884', 'https://www.wikidata.org/wiki/Q884', 'http://wikidata.org/entity/Q884/'])
        expect(await found(text)).toEqual(korea);
      expect(await found('https://ror.org/Q884')).toEqual([]);
      expect(await found('05apxxy63')).toEqual(['institution:kaist ID EXACT https://ror.org/05apxxy63']);
      expect(await found('0000-0002-1825-0097')).toEqual([
        'institution:kaist ID EXACT https://orcid.org/0000-0002-1825-0097',
      ]);
      expect(await found('minister:lee')).toEqual(['minister:lee ID EXACT minister:lee']);
      expect(await found('minister:lee', 'types: [AREA]')).toEqual([]);
      expect(await found('minister science', 'in: [ROLES]')).toEqual([
        'minister:lee ROLE WORDS Minister of Science and ICT',
      ]);
      expect(await found('chief delegate', 'in: [NOTES]')).toEqual(['minister:lee NOTE WORDS Chief delegate']);
      expect(await found('science', 'in: [NAMES, ROLES, NOTES]')).toEqual([
        'minister:lee ROLE WORDS Minister of Science and ICT',
        'institution:kaist SUMMARY WORDS A university of science and technology, founded by a minister.',
      ]);
      expect(await found('minister', 'in: [ROLES, NOTES], types: [INSTITUTION]')).toEqual([
        'institution:kaist SUMMARY WORDS A university of science and technology, founded by a minister.',
      ]);
      expect(await found('science')).toEqual([]);
      expect(await found('Yi Jong Ho')).toEqual([
        'minister:lee NAME FORGIVEN Lee Jong-ho',
        'minister:li NAME FORGIVEN Li Jong',
      ]);
      expect(await found('Jong Ho Rhee')).toEqual(['minister:lee NAME FORGIVEN Lee Jong-ho']);
      const none = await ask('{ search(text: "a", in: []) { totalCount } }');
      expect(none.errors?.map(({ message }) => message)).toEqual([
        '"in" expects NAMES, ROLES or NOTES; got none. Leave it out for names.',
      ]);
      await graph.close();
    });

    test('among very many matches, those with the shortest current names are found, on every engine alike', async () => {
      const { graph, ask, answer } = await prepared();
      const other = openEmbedded(null, PATIENCE);
      await prepareLayout(other, ontology);
      const name = (length: number) => `Common ${'x'.repeat(length)}`.trim();
      const lengths = new Map(Array.from({ length: 2400 }, (_, i) => [`area:a${i}`, (i * 7) % 150]));
      const write = async (ids: Iterable<string>, day: string) => {
        const facts = named(
          Object.fromEntries(Array.from(ids, (id) => [id, [name(lengths.get(id) ?? 0), `Alias ${id}`]])),
        );
        for (const one of [graph, other])
          await record(one, ontology, facts, { recordedAt: new Date(day), restate: true });
      };
      await write(lengths.keys(), '2024-01-01');
      const changed = [...lengths].filter(([, length]) => [1, 2, 147, 148].includes(length));
      for (const [id, length] of changed) lengths.set(id, 149 - length);
      await write(
        changed.map(([id]) => id),
        '2024-02-01',
      );
      const found = await answer('common');
      expect(found).toEqual(await over(other).answer('common'));
      expect(found.data.search.totalCount).toBe(300);
      expect(found.data.search.edges[0].matched.name).toBe('Common');
      const shortest = [...lengths]
        .sort(([a, one], [b, two]) => one - two || (a < b ? -1 : 1))
        .slice(0, 300)
        .map(([id]) => id);
      const { data } = await ask('{ search(text: "common", first: 300) { nodes { id } } }');
      expect(data.search.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(shortest.sort());
      await Promise.all([graph.close(), other.close()]);
    });

    test('among very many matches with a typo, one with the short word too is found although its name is longer', async () => {
      const { graph, ask } = await prepared();
      const many = Array.from({ length: 400 }, (_, i) => [`area:b${i}`, [`Committee ${100_000 + i}`]]);
      const facts = named(Object.fromEntries([...many, ['area:sea', ['Committee of the sea']]]));
      await fillEmpty(graph, ontology, facts, new Date(0));
      const { data } = await ask('{ search(text: "Comittee sea", first: 1) { totalCount nodes { id } } }');
      expect(data.search).toEqual({ totalCount: 301, nodes: [{ id: 'area:sea' }] });
      await graph.close();
    });

    test.skipIf(!isWhole)('a database without length tokens is upgraded, and finds the shortest names', async () => {
      const { graph, ids } = await prepared();
      const many = named(
        Object.fromEntries(
          Array.from({ length: 2100 }, (_, i) => [`area:a${10_000 - i}`, [`Common ${'x'.repeat(i)}`]]),
        ),
      );
      await fillEmpty(graph, ontology, many, new Date(0));
      const expected = await ids('common');
      expect(expected[0]).toBe('area:a10000');
      await graph.write((unit) =>
        unit.run({
          text: "MATCH (n:Entity) SET n.ententeTokens = reduce(kept = '', token IN split(n.ententeTokens, ' ') | CASE WHEN token STARTS WITH 'l' THEN kept ELSE kept + token + ' ' END)",
          parameters: {},
        }),
      );
      await graph.write((unit) =>
        unit.run({ text: "MERGE (d:EntenteDatabase {id: 'entente'}) SET d.layout = 4", parameters: {} }),
      );
      await prepareLayout(graph, ontology);
      expect(await ids('common')).toEqual(expected);
      await graph.close();
    });
  });
}

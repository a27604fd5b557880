import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { interceptStatements } from '../../src/graph/port/trace.ts';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import { createContext } from '../../src/graphql/planning/context.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { loadWhenEmpty } from '../../src/ingest/facts/bundled.ts';
import type { EntityFact, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, idPrefix, relationId } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { TopologyCache } from '../../src/traverse/topology-cache.ts';
import { bareEntity } from '../support/bare.js';
import { entityTypes } from '../support/entity-types.ts';
import { PATIENCE } from '../support/patience.ts';
import { type Answered, counted, serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const LEE = 'minister:lee-jong-ho';
const FIRST = 'event:rok-eu-digital-partnership-council-1';
const SECOND = 'event:rok-eu-digital-partnership-council-2';

const entity = (id: string): EntityFact => bareEntity(ontology.typeOfId(id)?.name ?? '', id);
const relation = (from: string, type: string, to: string, more: Partial<RelationFact> & { key?: string } = {}) => {
  const { key, ...stated } = more;
  const id = relationId(from, type, to, key);
  return { id, type, from, to, values: {}, rank: 'NORMAL', sources: [], ...stated } as RelationFact;
};
const office = (years: string) => {
  const [start, end] = years.split('/');
  return { period: { edtf: years, start: `${start}-01-01`, end: `${end}-12-31` } };
};
/** A minister with two successive offices in one institution, one with a deprecated relation, and what one document mentions. */
const facts = {
  entities: [
    ...['minister:a', 'minister:b', 'minister:c', 'institution:i', 'project:p', 'document:both', 'area:apart'],
    ...['minister:e', 'institution:k', 'institution:l', 'institution:m', 'agreement:g'],
  ].map(entity),
  relations: [
    relation('minister:a', 'HOLDS_OFFICE', 'institution:i', {
      values: { role: 'vice minister', ...office('2010/2012') },
    }),
    relation('minister:a', 'HOLDS_OFFICE', 'institution:i', {
      key: 'again',
      values: { role: 'minister', ...office('2015/2019') },
    }),
    relation('minister:b', 'HOLDS_OFFICE', 'institution:i', { values: office('2014/2020') }),
    relation('minister:c', 'HOLDS_OFFICE', 'institution:i', { rank: 'DEPRECATED' }),
    ...['k', 'l', 'm'].map((name) => relation('minister:e', 'HOLDS_OFFICE', `institution:${name}`)),
    ...['k', 'l'].map((name) => relation(`institution:${name}`, 'PARTY_TO', 'agreement:g')),
    relation('institution:m', 'SUBUNIT_OF', 'institution:k'),
    relation('institution:i', 'PARTICIPATES_IN', 'project:p'),
    relation('institution:i', 'FUNDS', 'project:p'),
    relation('document:both', 'MENTIONS', 'minister:c'),
    relation('document:both', 'MENTIONS', 'area:apart'),
  ],
};

/** The contract of every engine about paths, searched in the database and in a cached topology. */
export function pathsContract(engine: string, { open }: Engine): void {
  describe.each(['in the database', 'in a cached topology'])(`paths: ${engine}, %s`, (how) => {
    let graph: Graph & { calls: string[] };
    let topology: TopologyCache | null = null;
    let ask: (query: string) => Promise<Answered>;
    beforeAll(async () => {
      graph = counted(await open());
      await prepareLayout(graph, ontology);
      await loadWhenEmpty(graph, ontology);
      await record(graph, ontology, facts, { recordedAt: new Date(0), restate: true });
      if (how === 'in a cached topology') {
        topology = new TopologyCache(graph, ontology, { pause: 0 });
        await topology.read();
      }
      ask = serverOver(graph, ontology, PATIENCE, topology);
    });
    afterAll(async () => {
      topology?.close();
      await graph.close();
    });
    const paths = async (given: string, selected: string, directive = '') => {
      const { data, errors } = await ask(`query ${directive} { paths(${given}) { ${selected} } }`);
      expect(errors).toBeUndefined();
      return data.paths;
    };
    const sentences = (given: string, directive = '') => paths(given, 'outcome searched paths { sentence }', directive);

    test('a path leads from the minister over research projects to their topics, with paragraph numbers', async () => {
      const topics = ['beyond-5g-6g', 'semiconductors'].map((area) => `"area:${area}"`);
      const found = await paths(
        `from: "${LEE}", to: [${topics}], relations: [ATTENDED, ANNOUNCED, IN_AREA]`,
        'outcome paths { length hops { relation { id type direction reading role sources { locator document { id } } } from { id } to { id } } }',
      );
      const said = (...paragraphs: number[]) =>
        paragraphs.map((number) => ({ locator: `paragraph ${number}`, document: { id: 'document:kerc-2024-03-27' } }));
      const hop = (from: string, type: string, to: string, reading: string, role: string | null, sources: unknown) => ({
        relation: { id: `${from}/${type}/${to}`, type, direction: 'OUT', reading, role, sources },
        from: { id: from },
        to: { id: to },
      });
      const attended = hop(LEE, 'ATTENDED', SECOND, 'attended', 'chief delegate', said(4, 12));
      const over = (project: string, area: string, paragraph: number) => ({
        length: 3,
        hops: [
          attended,
          hop(SECOND, 'ANNOUNCED', project, 'announced', null, said(2, paragraph)),
          hop(project, 'IN_AREA', area, 'is in the area of', null, said(2, paragraph, 13)),
        ],
      });
      expect(found).toEqual({
        outcome: 'FOUND',
        paths: [
          over('project:rok-eu-6g-research', 'area:beyond-5g-6g', 8),
          over('project:rok-eu-semiconductor-research', 'area:semiconductors', 7),
        ],
      });
    });

    test('backwards, a path uses the inverse readings', async () => {
      const given = `from: "project:rok-eu-6g-research", to: "${LEE}", relations: [ATTENDED, ANNOUNCED]`;
      const { paths: found } = await paths(given, 'paths { sentence hops { relation { direction } } }');
      expect(found).toEqual([
        {
          sentence:
            'ROK-EU 6G research project was announced at Second ROK-EU Digital Partnership Council; Second ROK-EU Digital Partnership Council was attended by Lee Jong-Ho (chief delegate).',
          hops: [{ relation: { direction: 'IN' } }, { relation: { direction: 'IN' } }],
        },
      ]);
    });

    test('an entity is connected with itself by an empty path', async () => {
      expect(
        await paths(
          `from: "${LEE}", to: ["${LEE}"], first: 1`,
          'outcome paths { length sentence hops { from { id } } }',
        ),
      ).toEqual({
        outcome: 'FOUND',
        paths: [{ length: 0, sentence: 'Lee Jong-Ho.', hops: [] }],
      });
      // No other path begins and ends there, whatever its length.
      for (const more of ['first: 2, maxLength: 10', 'first: 100, maxLength: 7'])
        expect(await sentences(`from: "${LEE}", to: ["${LEE}"], ${more}`)).toEqual({
          outcome: 'FOUND',
          searched: more.endsWith('10') ? 10 : 7,
          paths: [{ sentence: 'Lee Jong-Ho.' }],
        });
      expect(await sentences(`from: "${LEE}", to: "${LEE}", through: "${FIRST}", maxLength: 10`)).toEqual({
        outcome: 'EXHAUSTED',
        searched: 10,
        paths: [],
      });
    });

    test('without any path, the outcome says that the search was exhaustive', async () => {
      expect(await sentences('from: "minister:a", to: "minister:c"')).toEqual({
        outcome: 'EXHAUSTED',
        searched: 6,
        paths: [],
      });
      expect(await sentences(`from: "${LEE}", to: "${FIRST}", maxLength: 0`)).toEqual({
        outcome: 'EXHAUSTED',
        searched: 0,
        paths: [],
      });
    });

    test('several offices in one institution are one path, with the others as alternatives', async () => {
      const read =
        'searched paths { sentence hops { relation { id period { edtf } } alternatives { id direction reading period { edtf } } } }';
      const given = 'from: "minister:a", to: "minister:b"';
      const second = {
        id: 'minister:a/HOLDS_OFFICE/institution:i/again',
        direction: 'OUT',
        reading: 'holds an office at',
        period: { edtf: '2015/2019' },
      };
      expect(await paths(given, read)).toEqual({
        searched: 6,
        paths: [
          {
            sentence:
              'minister:a holds an office at institution:i (vice minister, minister); institution:i has as office holder minister:b.',
            hops: [
              {
                relation: { id: 'minister:a/HOLDS_OFFICE/institution:i', period: { edtf: '2010/2012' } },
                alternatives: [second],
              },
              {
                relation: { id: 'minister:b/HOLDS_OFFICE/institution:i', period: { edtf: '2014/2020' } },
                alternatives: [],
              },
            ],
          },
        ],
      });
      // From the other side, and with only one of the offices at the time.
      const { paths: back } = await paths(
        'from: "minister:b", to: "minister:a"',
        'paths { hops { alternatives { id direction } } }',
      );
      expect(back).toEqual([{ hops: [{ alternatives: [] }, { alternatives: [{ id: second.id, direction: 'IN' }] }] }]);
      const { paths: then } = await paths(given, 'paths { hops { alternatives { id } } }', '@asOf(date: "2016-06-30")');
      expect(then).toEqual([{ hops: [{ alternatives: [] }, { alternatives: [] }] }]);
    });

    test('offices of one person in several bodies are one path, with the others as alternatives', async () => {
      const hops = 'hops { relation { type } to { id } }';
      const read = `searched paths { length ${hops} alternatives { sentence ${hops} alternatives { length } } }`;
      const by = (name: string) => [
        { relation: { type: 'HOLDS_OFFICE' }, to: { id: `institution:${name}` } },
        { relation: { type: 'PARTY_TO' }, to: { id: 'agreement:g' } },
      ];
      const sentence = 'minister:e holds an office at institution:k; institution:k is a party to agreement:g.';
      const found = await paths('from: "minister:e", to: "agreement:g", first: 1', read);
      expect(found).toEqual({
        searched: 1,
        paths: [{ length: 2, hops: by('l'), alternatives: [{ sentence, hops: by('k'), alternatives: [] }] }],
      });
      // The next one goes another way: over a part of the body.
      const { paths: more } = await paths('from: "minister:e", to: "agreement:g", first: 2', 'paths { length }');
      expect(more).toEqual([{ length: 2 }, { length: 3 }]);
    });

    test('relations of two types between two entities make two paths', async () => {
      const given = 'from: "institution:i", to: "project:p"';
      const found = await paths(given, 'searched paths { hops { relation { type } alternatives { id } } }');
      const hop = (type: string) => ({ hops: [{ relation: { type }, alternatives: [] }] });
      expect(found).toEqual({ searched: 6, paths: [hop('FUNDS'), hop('PARTICIPATES_IN')] });
      expect(await paths(`${given}, first: 2`, 'outcome searched paths { length }')).toEqual({
        outcome: 'FOUND',
        searched: 0,
        paths: [{ length: 1 }, { length: 1 }],
      });
    });

    test('what one document mentions is connected by it only if that is asked for', async () => {
      const [one, other] = ['minister:c', 'area:apart'];
      expect(await sentences(`from: "${one}", to: "${other}"`)).toEqual({
        outcome: 'EXHAUSTED',
        searched: 6,
        paths: [],
      });
      expect(await sentences(`from: "${one}", to: "${other}", relations: [MENTIONS]`)).toEqual({
        outcome: 'FOUND',
        searched: 6,
        paths: [{ sentence: 'minister:c is mentioned in document:both; document:both mentions area:apart.' }],
      });
    });

    test('the shortest paths from the minister to neuromorphic computing go by the council and the project', async () => {
      const { paths: found } = await paths(
        `from: "${LEE}", to: "area:neuromorphic-computing"`,
        'paths { hops { relation { type } to { id } } }',
      );
      const ways = found.map((path: any) => path.hops.map((hop: any) => `${hop.relation.type} ${hop.to.id}`));
      const council = /^ATTENDED event:rok-eu-digital-partnership-council-[12]$/;
      expect(ways).toEqual(Array(3).fill([expect.stringMatching(council), expect.any(String), expect.any(String)]));
      expect(ways).toContainEqual([
        `ATTENDED ${SECOND}`,
        'ANNOUNCED project:rok-eu-semiconductor-research',
        'IN_AREA area:neuromorphic-computing',
      ]);
    });

    test('@asOf applies to each hop', async () => {
      const read = 'outcome paths { hops { relation { period { edtf } } } }';
      const given = 'from: "minister:a", to: "minister:b"';
      const between = (...years: string[]) => ({
        hops: years.map((edtf) => ({ relation: { period: { edtf } } })),
      });
      expect(await paths(given, read, '@asOf(date: "2016-06-30")')).toEqual({
        outcome: 'FOUND',
        paths: [between('2015/2019', '2014/2020')],
      });
      expect(await paths(given, read, '@asOf(date: "2011-06-30")')).toEqual({ outcome: 'EXHAUSTED', paths: [] });
      // If the dates are uncertain, the hop says so.
      const { paths: may } = await paths(given, read, '@asOf(date: "2014-06-30")');
      expect(may).toEqual([]);
      const { paths: uncertain } = await paths(
        'from: "minister:b", to: "institution:i"',
        'paths { hops { relation { certain } } }',
        '@asOf(date: "2014-06-30")',
      );
      expect(uncertain).toEqual([{ hops: [{ relation: { certain: false } }] }]);
    });

    test('any field of the entities on a path can be selected, with one call per level', async () => {
      const given = `from: "${LEE}", to: "area:semiconductors", relations: [ATTENDED, ANNOUNCED, IN_AREA]`;
      graph.calls.length = 0;
      await paths(given, 'paths { hops { relation { id } from { id } to { id } } }');
      const search = graph.calls.length;
      graph.calls.length = 0;
      const { paths: found } = await paths(
        given,
        'paths { sentence hops { from { name } to { name ... on Project { areas { totalCount } funders { nodes { name } } } } } }',
      );
      expect(graph.calls.length).toBe(search + 2);
      expect(found[0].hops[1].to).toEqual({
        name: 'ROK-EU semiconductor research project',
        areas: { totalCount: 3 },
        funders: { nodes: [{ name: 'European Union' }, { name: 'Republic of Korea' }] },
      });
    });

    test('a search ends when the client disconnects', async () => {
      const gone = new AbortController();
      const calls: string[] = [];
      const leaving = interceptStatements(graph, (statement, next) => {
        calls.push(statement.text);
        if (calls.length === 2) gone.abort(new Error('The client is gone.'));
        return next(statement);
      });
      const { errors } = await graphql({
        schema: createSchema(ontology),
        source: `{ paths(from: "${LEE}", to: "area:semiconductors") { outcome } }`,
        contextValue: createContext(leaving, ontology, gone.signal),
      });
      expect(errors?.map(({ message }) => message)).toEqual(['The client is gone.']);
      expect(calls.length).toBe(2);
    });

    test('a search sees writes that followed an earlier search', async () => {
      const given = 'from: "minister:c", to: "minister:d"';
      const hub = Array.from({ length: 30 }, (_, i) => entity(`event:e${i}`));
      const relations = hub.flatMap(({ id }) => [relation('minister:d', 'ATTENDED', id)]);
      await record(
        graph,
        ontology,
        { entities: [entity('minister:d'), ...hub], relations },
        { recordedAt: new Date(0), restate: true },
      );
      expect((await sentences(given)).outcome).toBe('EXHAUSTED');
      const joining = [relation('minister:c', 'ATTENDED', 'event:e7')];
      await record(graph, ontology, { entities: [], relations: joining }, { recordedAt: new Date(0), restate: true });
      const found = {
        outcome: 'FOUND',
        searched: 6,
        paths: [{ sentence: 'minister:c attended event:e7; event:e7 was attended by minister:d.' }],
      };
      expect(await sentences(given)).toEqual(found);
      // Once the topology is read again, it includes the new relation, and a search takes one statement.
      await topology?.read();
      graph.calls.length = 0;
      expect(await paths(given, 'paths { length }')).toEqual({ paths: [{ length: 2 }] });
      expect(graph.calls.length === 1).toBe(topology !== null);
      expect(await sentences(given)).toEqual(found);
      // A write is noticed even though nothing announces it.
      await graph.write((unit) =>
        unit.run({
          text: "MATCH (:Entity {id: 'minister:c'})-[r]->(:Entity {id: 'event:e7'}) DELETE r",
          parameters: {},
        }),
      );
      expect((await sentences(given)).outcome).toBe('EXHAUSTED');
    });

    test('a topology is correct even if its first statement does not see a running commit', async () => {
      let asked = 0;
      const late = delegateGraph(graph, {
        async readWithState(statement, options) {
          const answer = await graph.readWithState(statement, options);
          asked += 1;
          return asked === 1 ? { ...answer, rows: [{ number: 0 }] } : answer;
        },
      });
      const read = new TopologyCache(late, ontology);
      await read.read();
      const found = await serverOver(
        late,
        ontology,
        PATIENCE,
        read,
      )('{ paths(from: "minister:a", to: "minister:b") { paths { length } } }');
      expect(found).toEqual({ data: { paths: { paths: [{ length: 2 }] } } });
      read.close();
    });

    test('no topology is cached for a graph that is too large or unreachable', async () => {
      for (const [of, mostRelations] of [
        [graph, 3],
        [delegateGraph(graph, { readWithState: () => Promise.reject(new Error('It is away.')) }), 1_000_000],
      ] as const) {
        const said: string[] = [];
        const none = new TopologyCache(of, ontology, { mostRelations, report: (sentence) => said.push(sentence) });
        await none.read();
        await none.read();
        expect(none.current).toBeNull();
        none.close();
        expect(said).toEqual([
          expect.stringMatching(
            mostRelations > 3
              ? /^Paths are searched in the database, step by step: It is away\.$/
              : /^Paths are searched in the database, step by step: the graph has \d+ relations, and at most 3 are kept in memory\.$/,
          ),
        ]);
      }
    });

    test('a request may contain nine searches, as each counts as 20,000 rows in addition to its result', async () => {
      const searches = (count: number) =>
        `{ ${Array.from({ length: count }, (_, i) => `p${i}: paths(from: "${LEE}", to: "${LEE}") { outcome }`).join(' ')} }`;
      expect(Object.keys((await ask(searches(9))).data)).toHaveLength(9);
      expect(await ask(searches(10))).toMatchObject({
        errors: [
          {
            message: expect.stringContaining('may ask for 200180 rows; at most 200000 are allowed'),
            extensions: { code: 'LIMIT_EXCEEDED' },
          },
        ],
      });
    });

    test.each([
      [
        'from: "minister:nobody", to: "area:6g"',
        '"from" expects ids of entities that are in the graph; got "minister:nobody", which is not. Take ids from earlier answers, or look it up with search.',
      ],
      ['from: [], to: "area:6g"', '"from" expects at least one id; got none.'],
      [
        `from: "${LEE}", to: "6g"`,
        `"to" expects a type and a name, such as minister:lee-jong-ho; types are ${entityTypes.map(idPrefix).join(', ')}; got "6g". Take ids from earlier answers.`,
      ],
      [`from: "${LEE}", to: "area:6g", maxLength: 11`, '"maxLength" expects a number from 0 to 10; got 11.'],
      [`from: "${LEE}", to: "area:6g", first: 0`, '"first" expects a number from 1 to 100; got 0.'],
      [
        `from: "${LEE}", to: "area:6g", types: []`,
        '"types" expects at least one type; got none. Leave it out for all.',
      ],
      [
        `from: "${LEE}", to: "area:6g", relations: []`,
        '"relations" expects at least one type; got none. Leave it out for all except those from documents to what they mention.',
      ],
      [
        `from: "${LEE}", to: "area:6g", through: [${Array.from({ length: 6 }, (_, i) => `"area:${i}"`)}]`,
        '"through" expects at most 5 ids; got 6. Ask in several requests.',
      ],
    ])('%s is told what is wrong', async (given, message) => {
      const { errors } = await ask(`{ paths(${given}) { outcome } }`);
      expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    });
  });
}

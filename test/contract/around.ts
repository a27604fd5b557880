import { describe, expect, test } from 'vitest';
import { prepareLayout } from '../../src/graph/storage/layout.ts';
import type { EntityFact, RelationFact } from '../../src/ontology/facts.ts';
import { createOntology, relationId } from '../../src/ontology/ontology.ts';
import { record } from '../../src/recording/record.ts';
import { bareEntity } from '../support/bare.js';
import { serverOver } from '../support/served.ts';
import type { Engine } from './contract.ts';

const ontology = createOntology();
const FIRST = '2026-01-01T00:00:00.000Z';
const SECOND = '2026-02-01T00:00:00.000Z';
/** Facts without sources, from which no MENTIONS derive. */
const sources: EntityFact['sources'] = [];

const entity = (id: string): EntityFact =>
  bareEntity(ontology.typeOfId(id)?.name ?? '', id, {
    names: [{ text: id.split(':')[1] ?? '', language: 'en', kind: 'OFFICIAL' }],
    sources,
  });
const relation = (from: string, type: string, to: string, more: Partial<RelationFact> & { key?: string } = {}) => {
  const { key, ...stated } = more;
  const id = relationId(from, type, to, key);
  return { id, type, from, to, values: {}, rank: 'NORMAL', sources, ...stated } as RelationFact;
};
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${1000 + i}`);

const PICTURE = `query ($of: [ID!]!, $depth: Int! = 1, $limit: Int! = 100, $relations: [RelationType!], $types: [EntityType!]) {
  neighborhood(of: $of, depth: $depth, limit: $limit, relations: $relations, types: $types) {
    entities { id } relations { id } truncated { entity { id } relationType omitted reason after } } }`;
const GOING_ON = `query ($id: ID!, $types: [RelationType!], $after: String) {
  node(id: $id) { ... on Entity { relations(types: $types, after: $after, first: 2) { edges { id } } } } }`;
const RELATED = `query ($to: ID!, $type: EntityType) { related(to: $to, type: $type) {
  neighbours counted totalCount edges { score node { id } shared { entity { id } sentence } } } }`;

/** Neighborhoods and related entities: examples that random ones don't show as well. Run on each engine. */
export function aroundContract(engine: string, { open }: Engine): void {
  async function served(
    ...written: { entities: readonly string[]; relations: readonly RelationFact[]; at?: string }[]
  ) {
    const graph = await open();
    await prepareLayout(graph, ontology);
    for (const { entities, relations, at = FIRST } of written) {
      await record(
        graph,
        ontology,
        { entities: entities.map(entity), relations },
        { recordedAt: new Date(at), restate: true },
      );
    }
    const server = serverOver(graph, ontology);
    return {
      close: () => graph.close(),
      async ask(query: string, variables: Record<string, unknown> = {}) {
        const { data, errors } = await server(query, variables);
        expect(errors).toBeUndefined();
        return data;
      },
    };
  }

  describe(`around: ${engine}`, () => {
    test('a picture with too many relations says at both ends how many are left out, and where the list continues', async () => {
      const keys = numbered('k', 12);
      const { ask, close } = await served({
        entities: ['minister:m', 'institution:i'],
        relations: keys.map((key) => relation('minister:m', 'HOLDS_OFFICE', 'institution:i', { key })),
      });
      const { neighborhood } = await ask(PICTURE, { of: ['minister:m'], limit: 2 });
      expect(neighborhood.relations.length).toBe(10);
      expect(neighborhood.truncated).toMatchObject([
        { entity: { id: 'minister:m' }, relationType: 'HOLDS_OFFICE', omitted: 2, reason: 'RELATIONS' },
        { entity: { id: 'institution:i' }, relationType: 'HOLDS_OFFICE', omitted: 2, reason: 'RELATIONS' },
      ]);
      for (const { entity, after } of neighborhood.truncated) {
        const { node } = await ask(GOING_ON, { id: entity.id, types: ['HOLDS_OFFICE'], after });
        expect(node.relations.edges.map(({ id }: { id: string }) => id.split('/').at(-1))).toEqual(keys.slice(10));
      }
      await close();
    });

    test('with depth 0 a picture has the entities it begins with and the relations between them, up to the limit', async () => {
      const keys = numbered('k', 12);
      const { ask, close } = await served({
        entities: ['minister:m', 'minister:n', 'institution:i', 'event:e', 'area:a'],
        relations: [
          ...keys.map((key) => relation('minister:m', 'HOLDS_OFFICE', 'institution:i', { key })),
          relation('minister:m', 'ATTENDED', 'event:e'),
          relation('minister:n', 'ATTENDED', 'event:e', { rank: 'PREFERRED' }),
          relation('event:e', 'DISCUSSED', 'area:a'),
          relation('institution:i', 'WORKS_ON', 'area:a', { rank: 'DEPRECATED' }),
        ],
      });
      const shown = async (of: readonly string[], more: Record<string, unknown> = {}) => {
        const { neighborhood } = await ask(PICTURE, { of, depth: 0, ...more });
        const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
        return { ...neighborhood, entities: ids(neighborhood.entities), relations: ids(neighborhood.relations) };
      };
      // In the order of the argument, without missing entities and duplicates.
      expect(await shown(['area:a', 'event:e', 'event:none', 'minister:n', 'minister:m', 'event:e'])).toEqual({
        entities: ['area:a', 'event:e', 'minister:n', 'minister:m'],
        relations: ['minister:n/ATTENDED/event:e', 'event:e/DISCUSSED/area:a', 'minister:m/ATTENDED/event:e'],
        truncated: [],
      });
      // Other entities are not in the picture, so relations to them do not count as left out.
      expect(await shown(['minister:m'], { limit: 1 })).toEqual({
        entities: ['minister:m'],
        relations: [],
        truncated: [],
      });
      expect(await shown(['institution:i', 'area:a', 'event:e'], { relations: ['DISCUSSED'] })).toEqual({
        entities: ['institution:i', 'area:a', 'event:e'],
        relations: ['event:e/DISCUSSED/area:a'],
        truncated: [],
      });
      const { relations, truncated } = await shown(['minister:m', 'institution:i'], { limit: 2 });
      expect(relations).toEqual(keys.slice(0, 10).map((key) => `minister:m/HOLDS_OFFICE/institution:i/${key}`));
      expect(truncated).toMatchObject([
        { entity: { id: 'minister:m' }, relationType: 'HOLDS_OFFICE', omitted: 2, reason: 'RELATIONS' },
        { entity: { id: 'institution:i' }, relationType: 'HOLDS_OFFICE', omitted: 2, reason: 'RELATIONS' },
      ]);
      for (const { entity, after } of truncated) {
        const { node } = await ask(GOING_ON, { id: entity.id, types: ['HOLDS_OFFICE'], after });
        expect(node.relations.edges.map(({ id }: { id: string }) => id.split('/').at(-1))).toEqual(keys.slice(10));
      }
      await close();
    });

    test('a hub is shown but not expanded, unless the picture begins at it; related entities ignore it and say so', async () => {
      const projects = numbered('project:', 1002);
      const { ask, close } = await served({
        entities: ['institution:hub', 'institution:near', 'institution:other', 'area:rare', ...projects],
        relations: [
          ...projects.map((id) => relation('institution:hub', 'PARTICIPATES_IN', id)),
          relation('institution:near', 'SUBUNIT_OF', 'institution:hub'),
          relation('institution:other', 'SUBUNIT_OF', 'institution:hub'),
          relation('institution:near', 'WORKS_ON', 'area:rare'),
          relation('institution:other', 'WORKS_ON', 'area:rare'),
        ],
      });
      const { neighborhood } = await ask(PICTURE, { of: ['institution:near'], depth: 3 });
      expect(neighborhood.entities).toEqual(
        ['institution:near', 'area:rare', 'institution:hub', 'institution:other'].map((id) => ({ id })),
      );
      expect(neighborhood.relations.length).toBe(4);
      expect(neighborhood.truncated).toEqual([
        {
          entity: { id: 'institution:hub' },
          relationType: 'PARTICIPATES_IN',
          omitted: 1002,
          reason: 'HUB',
          after: null,
        },
      ]);
      // With fewer relation types it is not a hub.
      const narrow = { of: ['institution:near'], depth: 2, relations: ['SUBUNIT_OF'] };
      expect((await ask(PICTURE, narrow)).neighborhood).toMatchObject({ truncated: [] });

      const { neighborhood: begun } = await ask(PICTURE, { of: ['institution:hub'], limit: 9 });
      expect(begun.entities.map(({ id }: { id: string }) => id)).toEqual([
        'institution:hub',
        // Relation types alternate, so that the many projects leave room.
        'institution:near',
        'project:1000',
        'institution:other',
        ...projects.slice(1, 6),
      ]);
      const [cut] = begun.truncated;
      expect(begun.truncated).toMatchObject([
        { entity: { id: 'institution:hub' }, relationType: 'PARTICIPATES_IN', omitted: 996, reason: 'LIMIT' },
      ]);
      const { node } = await ask(GOING_ON, {
        id: 'institution:hub',
        types: ['PARTICIPATES_IN'],
        after: cut.after,
      });
      expect(node.relations.edges.map(({ id }: { id: string }) => id)).toEqual(
        projects.slice(6, 8).map((id) => `institution:hub/PARTICIPATES_IN/${id}`),
      );

      // Relations that are shown further down the list are repeated where it continues.
      const two = { of: ['institution:hub', 'project:1900'], limit: 9 };
      const { neighborhood: gap } = await ask(PICTURE, two);
      expect(gap.truncated).toMatchObject([{ entity: { id: 'institution:hub' }, omitted: 996, reason: 'LIMIT' }]);
      const on = { id: 'institution:hub', types: ['PARTICIPATES_IN'], after: gap.truncated[0].after };
      expect((await ask(GOING_ON, on)).node.relations.edges.map(({ id }: { id: string }) => id)).toEqual(
        projects.slice(5, 7).map((id) => `institution:hub/PARTICIPATES_IN/${id}`),
      );
      // Only the last of the list is shown, so it continues from its start.
      const last = { of: ['institution:hub', 'institution:near', 'institution:other', 'project:2001'], limit: 4 };
      expect((await ask(PICTURE, last)).neighborhood.truncated).toMatchObject([
        { entity: { id: 'institution:hub' }, relationType: 'PARTICIPATES_IN', omitted: 1001, after: null },
        { entity: { id: 'institution:near' }, relationType: 'WORKS_ON', omitted: 1, after: null },
        { entity: { id: 'institution:other' }, relationType: 'WORKS_ON', omitted: 1, after: null },
      ]);

      expect((await ask(RELATED, { to: 'institution:hub' })).related).toMatchObject({
        neighbours: 1004,
        counted: 1000,
        edges: [{ score: 2 * Math.LOG2E, node: { id: 'area:rare' } }],
      });
      expect(await ask(RELATED, { to: 'institution:near' })).toEqual({
        related: {
          neighbours: 2,
          counted: 1,
          totalCount: 1,
          edges: [
            {
              // Exactly 1 / ln 2.
              score: Math.LOG2E,
              node: { id: 'institution:other' },
              shared: [{ entity: { id: 'area:rare' }, sentence: 'near works on rare, and other works on rare.' }],
            },
          ],
        },
      });
      await close();
    });

    test('the relations between two hubs of a picture are shown', async () => {
      const projects = numbered('project:', 1001);
      const hubs = ['institution:a', 'institution:b'];
      const { ask, close } = await served({
        entities: [...hubs, ...projects],
        relations: [
          ...hubs.flatMap((hub) => projects.map((id) => relation(hub, 'PARTICIPATES_IN', id))),
          relation('institution:a', 'SUBUNIT_OF', 'institution:b'),
        ],
      });
      const { neighborhood } = await ask(PICTURE, { of: hubs, limit: 3, types: ['PROJECT'] });
      expect(neighborhood.entities.length).toBe(3);
      expect(neighborhood.relations.map(({ id }: { id: string }) => id)).toEqual([
        'institution:a/PARTICIPATES_IN/project:1000',
        'institution:a/SUBUNIT_OF/institution:b',
        'institution:b/PARTICIPATES_IN/project:1000',
      ]);
      expect(neighborhood.truncated).toMatchObject([
        { entity: { id: 'institution:a' }, relationType: 'PARTICIPATES_IN', omitted: 1000, reason: 'LIMIT' },
        { entity: { id: 'institution:b' }, relationType: 'PARTICIPATES_IN', omitted: 1000, reason: 'LIMIT' },
      ]);
      await close();
    });

    test('a neighborhood and related entities as known earlier follow earlier states', async () => {
      const entities = ['event:e', 'area:a', 'area:b', 'area:c'];
      const before = ['area:a', 'area:b', 'area:c'].map((id) => relation('event:e', 'DISCUSSED', id));
      const { ask, close } = await served(
        { entities, relations: before },
        {
          entities: ['area:d'],
          at: SECOND,
          relations: [
            relation('event:e', 'DISCUSSED', 'area:b', { rank: 'DEPRECATED' }),
            relation('event:e', 'DISCUSSED', 'area:c', { rank: 'PREFERRED' }),
            relation('event:e', 'DISCUSSED', 'area:d'),
          ],
        },
      );
      const then = (query: string, known: string) => query.replace(/\) \{/, `) @asOf(known: "${known}") {`);
      const of = { of: ['event:e'] };
      const shown = async (query: string) =>
        (await ask(query, of)).neighborhood.entities.map(({ id }: { id: string }) => id);
      expect(await shown(PICTURE)).toEqual(['event:e', 'area:c', 'area:a', 'area:d']);
      expect(await shown(then(PICTURE, SECOND))).toEqual(['event:e', 'area:c', 'area:a', 'area:d']);
      expect(await shown(then(PICTURE, FIRST))).toEqual(['event:e', 'area:a', 'area:b', 'area:c']);
      expect((await ask(then(PICTURE, '2025-01-01'), of)).neighborhood.entities).toEqual([]);
      const relatedTo = async (query: string, to: string) => (await ask(query, { to })).related;
      const third = 0.9102392266268375;
      expect(await relatedTo(then(RELATED, FIRST), 'area:a')).toMatchObject({
        edges: [
          { score: third, node: { id: 'area:b' } },
          { score: third, node: { id: 'area:c' } },
        ],
      });
      expect(await relatedTo(RELATED, 'area:a')).toMatchObject({
        edges: [
          { score: third, node: { id: 'area:c' } },
          { score: third, node: { id: 'area:d' } },
        ],
      });
      expect(await relatedTo(RELATED, 'area:b')).toMatchObject({ neighbours: 0, edges: [] });
      expect(await relatedTo(then(RELATED, FIRST), 'area:d')).toBeNull();
      await close();
    });
  });
}

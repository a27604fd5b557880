import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../src/graph/graph.ts';
import { prepareLayout } from '../../src/graph/layout.ts';
import { writeFacts } from '../../src/ingest/write.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { serverOver } from '../support/served.ts';
import { factsOf, orderOf, whereOf } from './arbitraries.ts';
import { World } from './evaluate.ts';

const ontology = createOntology();
const types = ontology.entities.filter(({ name }) => name !== 'Document');
const SEED = Number(process.env.ENTENTE_PROPERTY_SEED ?? 20261124);

/** Milliseconds: each question is new to the database, which plans some of them for seconds on a busy machine. */
export const PATIENCE = 60_000;

/** Sets of facts, and questions to each: writing facts costs more than asking. */
export interface Extent {
  readonly sets: number;
  readonly questions: number;
}

/** A question: a root list, or what a relation field leads to from one entity. */
const question = fc.constantFrom(...types).chain(({ name, plural }) => {
  const steps = ontology
    .relationFields(name)
    .filter(({ target, relation }) => target !== 'Entity' && relation.type !== 'MENTIONS');
  return fc.oneof(fc.constant(null), fc.constantFrom(...steps)).chain((step) => {
    const type = step?.target ?? name;
    const properties = step?.relation.properties ?? null;
    return fc.record({
      name: fc.constant(name),
      plural: fc.constant(plural),
      step: fc.constant(step),
      type: fc.constant(type),
      parent: fc.nat(3).map((i) => `${name.toLowerCase()}:${i}`),
      where: fc.option(whereOf(ontology, type, properties, 2), { nil: null }),
      orderBy: fc.option(orderOf(ontology, type, properties), { nil: null }),
      size: fc.integer({ min: 1, max: 5 }),
      backward: fc.boolean(),
    });
  });
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

const countable = ['kind', 'status', 'country'];

async function check(ask: ReturnType<typeof serverOver>, world: World, asked: Question): Promise<void> {
  const { name, plural, step, type, parent, where, orderBy, size, backward } = asked;
  const known = step
    ? world.far(parent, { type: step.relation.type, direction: step.direction, target: step.target }, where)
    : world.all(type);
  const rows = known.filter((row) => !where || world.meets(row, where));
  const expected = world.ordered(rows, orderBy).map(({ entity, relation }) => relation?.id ?? entity.id);
  const own = countable.find((field) => ontology.entity(type)?.fields[field]);
  const far = ontology
    .relationFields(type)
    .find(({ target, relation }) => target !== 'Entity' && relation.type !== 'MENTIONS');
  const sums = [...(type === 'Project' ? ['BUDGET'] : []), ...(step?.relation.properties.amounts ? ['AMOUNTS'] : [])];
  const more = [
    ...(own ? [`own: groups(by: ${own.toUpperCase()}, first: 100) { key count }`] : []),
    ...(far ? [`far: groups(by: ${far.name.replace(/[A-Z]/g, '_$&').toUpperCase()}, first: 100) { key count }`] : []),
    ...sums.map((of) => `${of}: sum(of: ${of}) { amount currency approximate }`),
  ].join(' ');
  const list = (
    again: boolean,
  ) => `${step ? step.name : plural}(where: $where, orderBy: $orderBy, ${backward ? 'last: $n, before' : 'first: $n, after'}: $cursor) {
    ${again ? '' : `totalCount ${more}`} edges { cursor ${step ? 'id' : ''} node { id } } pageInfo { hasNextPage hasPreviousPage } }`;
  const query = (again: boolean) => `query ($where: ${type}Where, $orderBy: [${type}Order!], $n: Int, $cursor: String) {
    ${step ? `of: ${name.toLowerCase()}(id: "${parent}") { ${list(again)} }` : list(again)} }`;

  const found: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; ; page += 1) {
    const { data, errors } = await ask(query(page > 0), { where, orderBy, n: size, cursor });
    expect(errors).toBeUndefined();
    const answer = step ? data.of[step.name] : data[plural];
    if (page === 0) {
      expect(answer.totalCount).toBe(expected.length);
      if (own) expect(answer.own).toEqual(world.groups(rows, ({ entity }) => [world.value(entity, own)]));
      if (far) {
        const leads = { type: far.relation.type, direction: far.direction, target: far.target };
        const ids = (id: string) => world.far(id, leads, null).map(({ entity }) => entity.id);
        expect(answer.far).toEqual(
          world.groups(rows, ({ entity }) => (ids(entity.id).length > 0 ? ids(entity.id) : [null])),
        );
      }
      for (const of of sums) {
        const rounded = world.sum(rows, of).map((one) => ({ ...one, amount: Math.round(one.amount * 1000) / 1000 }));
        expect(answer[of]).toEqual(rounded);
      }
    }
    const ids = answer.edges.map((edge: any) => (step ? edge.id : edge.node.id));
    if (backward) found.unshift(...ids);
    else found.push(...ids);
    if (!(backward ? answer.pageInfo.hasPreviousPage : answer.pageInfo.hasNextPage)) break;
    cursor = backward ? answer.edges[0].cursor : answer.edges.at(-1).cursor;
  }
  expect(found).toEqual(expected);
}

/** Whatever is asked of whatever facts, an engine answers as a plain evaluation of the same facts does. */
export function queryProperty(engine: string, open: () => Promise<Graph> | Graph, extent: Extent): void {
  const count = Number(process.env.ENTENTE_PROPERTY_SETS ?? extent.sets);
  const numRuns = Number(process.env.ENTENTE_PROPERTY_QUESTIONS ?? extent.questions);
  describe(`questions at random: ${engine}`, () => {
    const sets = fc.sample(factsOf(ontology), { numRuns: count, seed: SEED });
    test.each(sets.map((facts, i) => [i, facts] as const))(
      'facts %i',
      async (i, facts) => {
        const graph = await open();
        await prepareLayout(graph, ontology);
        await writeFacts(graph, ontology, facts, new Date(0));
        const ask = serverOver(graph, ontology, PATIENCE);
        const world = new World(facts, ontology);
        await fc.assert(
          fc.asyncProperty(question, (asked) => check(ask, world, asked)),
          { numRuns, seed: SEED + i, endOnFailure: false },
        );
        await graph.close();
      },
      600_000,
    );
  });
}

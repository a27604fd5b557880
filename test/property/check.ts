import { expect } from 'vitest';
import type { Graph } from '../../src/graph/port/graph.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { mentions } from '../../src/recording/mentions.ts';
import type { serverOver } from '../support/served.ts';
import { type Question, queryOf, questionOf } from './ask.ts';
import { type Key, type Row, World } from './evaluate.ts';
import { factsOf } from './facts.ts';
import { groupsOf } from './groups.ts';
import { summedIn } from './questions.ts';
import { checkWorlds } from './worlds.ts';

const ontology = createOntology();

/** The expected result, in the shape of the response. */
function expectedOf(world: World, question: Question, parentIsThere: boolean) {
  const { type, step, parent, where, orderBy, grouping } = question;
  if (!parentIsThere) return null;
  const rowsOf = (some: World) =>
    (!step ? some.all(type) : some.entity(parent ?? '') ? some.far(parent ?? '', step, where) : []).filter(
      (row) => !where || some.meets(row, where, type),
    );
  const rows = rowsOf(world);
  const sums = (some: readonly Row[]) =>
    Object.fromEntries(summedIn(ontology, question).map((of) => [of, world.sum(some, of)]));
  const isEntity = (key: Key) => typeof key === 'string' && ontology.typeOfId(key) !== undefined;
  const groups = groupsOf(world, ontology, question, rows, grouping);
  return {
    rows: world
      .ordered(rows, orderBy, type)
      .map((row) => [row.entity.id, row.relation?.id ?? null, world.isCertain(row)]),
    whole: {
      totalCount: rows.length,
      certainCount: rowsOf(world.sure).length,
      ...sums(rows),
      groupCount: groups.length,
      sharedCount: rows.filter((row) => groups.filter((group) => group.rows.includes(row)).length > 1).length,
      groups: groups.map(({ keys, rows: members, across }) => ({
        keys: keys.map((key) => ({
          key: key === null ? null : String(key),
          entity: isEntity(key) ? { id: key } : null,
        })),
        count: members.length,
        ...sums(members),
        ...across,
      })),
    },
  };
}

async function ask(server: ReturnType<typeof serverOver>, question: Question, length: number) {
  const { step, where, orderBy, size, backward } = question;
  const rows: unknown[] = [];
  let whole: object = {};
  let cursor: string | null = null;
  // One page more than the list can have, so that endless paging shows as a list that is too long.
  for (let page = 0; page <= length / size + 1; page += 1) {
    const answer: any = await server(queryOf(ontology, question, page === 0), {
      where,
      orderBy,
      size,
      cursor,
      ...(page === 0 ? { counted: question.grouping.where } : {}),
    });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    const list = step ? answer.data.of?.list : answer.data.list;
    if (!list) return null;
    const { edges, pageInfo, ...rest } = list;
    if (page === 0) whole = rest;
    expect(edges.length).toBeLessThanOrEqual(size);
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      edges[0]?.cursor ?? null,
      edges.at(-1)?.cursor ?? null,
    ]);
    const found = edges.map((edge: any) => [edge.node.id, edge.id ?? null, edge.certain]);
    rows.splice(backward ? 0 : rows.length, 0, ...found);
    if (!pageInfo[backward ? 'hasPreviousPage' : 'hasNextPage']) break;
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
  return { rows, whole };
}

/** Random facts, with several queries of each set. */
export function checkQuestions(
  engine: string,
  open: () => Graph | Promise<Graph>,
  sets: number,
  questions: number,
): void {
  const withMentions = (facts: Facts): Facts => ({ ...facts, relations: [...facts.relations, ...mentions(facts)] });
  checkWorlds(
    `queries return what the evaluator computes: ${engine}, facts $i`,
    { open, sets, questions },
    {
      facts: factsOf(ontology),
      seed: 20261124,
      title: 'random queries',
      questionOf: (facts) => questionOf(ontology, withMentions(facts)),
      async check(server, facts, question) {
        const all = withMentions(facts);
        const world = new World(all, ontology, question.date, question.isSure);
        const parent = all.entities.find(({ id }) => id === question.parent);
        const expected = expectedOf(world, question, !question.step || (parent !== undefined && world.isThere(parent)));
        expect(await ask(server, question, all.relations.length + all.entities.length)).toEqual(expected);
      },
    },
  );
}

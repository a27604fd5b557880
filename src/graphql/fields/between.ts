import type { Row } from '../../graph/port/graph.ts';
import { hash } from '../../loaders/cursor.ts';
import { type BetweenModel, betweenModel } from '../../ontology/between.ts';
import { ANY } from '../../ontology/ontology.ts';
import { type Cut, MATTERS, PAIRS, readBetween, unknownIds } from '../../traverse/between.ts';
import { MEMBERS, type Side } from '../../traverse/between-sides.ts';
import { compare } from '../../traverse/hub.ts';
import { sidesOf, unknownSide } from '../arguments/sides.ts';
import { BetweenAnswer } from '../planning/between.ts';
import { Connection } from '../planning/connection.ts';
import { loadReferred, loadWithin } from '../planning/load.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';
import { createTopicLists } from './between-areas.ts';
import { createCounterparts } from './between-counterparts.ts';
import { createMatterLists } from './between-lists.ts';
import { timelineArguments, timelineOf } from './timeline.ts';

/** Rows that the search for what is between two sides counts as: it reads only ids. */
const ROWS = 10_000;

/** Why an answer is not the whole one, and what to do. */
function sentenceOf({ of, what, limit }: Cut): string {
  switch (what) {
    case 'members':
      return `Side ${of} has more than ${limit} bodies and people; those later by id are left out. Name a smaller body.`;
    case 'pairs':
      return `Side ${of} takes part in things more than ${limit} times; the rest is left out. Name a smaller body.`;
    default:
      return `Both sides take part in more than ${limit} things of one type; those later by id are left out. Name a smaller body.`;
  }
}

/** What the lists of an answer are called, in words: "agreements, events and projects". */
const inWords = (names: readonly string[]) =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Adds `between`: what two sides have to do with each other. */
export function addBetween(parts: SchemaParts): void {
  const { ontology, builder, entity, contestedConnection } = parts;
  const model: BetweenModel = betweenModel(ontology);
  if (model.matters.length === 0) return;
  const plurals = model.matters.map((type) => ontology.entity(type)?.plural ?? type);
  const side = builder.objectRef<Side>('BetweenSide').implement({
    description: 'One of two sides, with its bodies and people.',
    fields: (t) => ({
      entities: t.field({
        type: [entity],
        nullable: false,
        description: 'The entities that were named, by id; those that existed at the time that is asked about.',
        resolve: async ({ asked, members }, _args, context, info) => {
          const ids = asked.ids.filter((id) => members.has(id)).sort(compare);
          const rows = await Promise.all(ids.map((id) => loadReferred(ontology, id, ANY, context, info)));
          return rows.filter((row): row is Row => row !== null);
        },
      }),
      countries: t.stringList({
        nullable: false,
        description: 'The countries that were named, ISO 3166-1 alpha-2 or EU.',
        resolve: ({ asked }) => [...asked.countries],
      }),
      memberCount: t.int({
        nullable: false,
        description:
          'How many entities count for the side: itself, its bodies of every level, and those who ever held an office in one of these.',
        resolve: ({ members }) => members.size,
      }),
    }),
  });

  const matterLists = createMatterLists(parts, model);
  const topicLists = createTopicLists(parts, model);
  const counterparts = createCounterparts(parts, model);
  const timeline = timelineOf(parts);
  const between = builder.objectRef<BetweenAnswer>('Between').implement({
    description: 'What two sides have to do with each other, directly or through their bodies and people.',
    fields: (t) => ({
      a: t.field({ type: side, nullable: false, description: 'Side a.', resolve: ({ found }) => found.a }),
      b: t.field({ type: side, nullable: false, description: 'Side b.', resolve: ({ found }) => found.b }),
      ...matterLists(t),
      ...topicLists(t),
      ...counterparts(t),
      timeline: t.field({
        type: timeline.connection,
        description: `The dates of all ${inWords(plurals)} between the sides, and the periods of what joins them with their members, in order.`,
        args: timelineArguments(parts, t),
        resolve: (answer, args, context, info) => {
          const { a, b } = answer.found;
          const far = [...new Set([...a.members.keys(), ...b.members.keys()])];
          return timeline.read({ ids: answer.matters, far, scope: answer.scope }, args, context, info);
        },
      }),
      contested: t.field({
        type: contestedConnection,
        description: `Those ${inWords(plurals)} between the sides, and those of their topics and people, for which sources claim different values of a field.`,
        args: pageArguments(t),
        resolve: async (answer, args, context, info) => {
          const topics = (await answer.topics()).keys();
          const { a, b } = answer.found.participants;
          const people = [...a.values(), ...b.values()].flat();
          const ids = [...new Set([...answer.matters, ...topics, ...people])].sort(compare);
          const filter = { kind: 'among', ids } as const;
          const base = { filter, contested: true, scope: answer.scope } as const;
          const { plan, answer: read } = await loadWithin(ontology, ANY, base, args, context, info);
          return new Connection(plan, read, null);
        },
      }),
      omitted: t.stringList({
        nullable: false,
        description: `What is left out because there is too much, in sentences that say what to do; empty if nothing is. Sides have at most ${MEMBERS} members each, who take part in things at most ${PAIRS} times, and there are at most ${MATTERS} things of a type between them.`,
        resolve: ({ found }) => found.cuts.map(sentenceOf),
      }),
    }),
  });

  const sides = `the ids of one or several ${inWords(model.sides.map((type) => ontology.entity(type)?.plural ?? type))}, or countries as country:KR`;
  builder.queryField('between', (t) =>
    t.field({
      type: between,
      description: `What two sides have to do with each other: ${inWords(plurals)} that both take part in, directly or by way of their bodies and people. A part of a body counts for it, whatever its level; whoever held an office counts at the date of what they took part in, as far as dates tell. A country has the bodies and people whose country it is, and their parts without one. What is named on one side never counts for the other.`,
      args: {
        a: t.arg.idList({ required: true, description: `One side: ${sides}.` }),
        b: t.arg.idList({ required: true, description: 'The other side, likewise.' }),
      },
      extensions: { rows: ROWS },
      resolve: async (_root, args, context, info) => {
        const asked = sidesOf(ontology, model, { a: args.a.map(String), b: args.b.map(String) });
        const reader = context.reader(info);
        const { timeTravel } = reader;
        const found = await reader.read(async (unit) => {
          for (const name of ['a', 'b'] as const) {
            const [unknown] = await unknownIds(unit, ontology, asked[name].ids);
            if (unknown !== undefined) throw unknownSide(name, unknown);
          }
          return readBetween(unit, ontology, model, timeTravel, asked);
        });
        const scope = hash([asked.a.ids, asked.a.countries, asked.b.ids, asked.b.countries]);
        return new BetweenAnswer(found, asked, model, scope, ontology, reader);
      },
    }),
  );
}

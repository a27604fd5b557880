import type { GraphQLResolveInfo } from 'graphql';
import { idsPart, type Position } from '../../graph/query/query.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import type { BetweenModel } from '../../ontology/between.ts';
import { ANY } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import type { Counterparts } from '../../traverse/between.ts';
import { compare } from '../../traverse/hub.ts';
import type { ArgumentValues } from '../arguments/argument-reader.ts';
import { dated } from '../arguments/as-of.ts';
import { type PageArguments, pageRange } from '../arguments/page.ts';
import { filterOf } from '../arguments/where.ts';
import type { BetweenAnswer } from '../planning/between.ts';
import type { Context } from '../planning/context.ts';
import { CutPage } from '../planning/cut-page.ts';
import { loadExisting, loadReferred } from '../planning/load.ts';
import type { FieldBuilder } from '../schema/builder.ts';
import { implementConnection, totalCount } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';
import { checkFirst } from './between-ways.ts';

const LIST = 'Between.counterparts';

class CounterpartsEdge {
  readonly pair: Counterparts;
  readonly #scope: string;

  constructor(pair: Counterparts, scope: string) {
    this.pair = pair;
    this.#scope = scope;
  }

  get cursor(): string {
    const { matters, a, b } = this.pair;
    return encodeCursor({ list: LIST, scope: this.#scope }, [matters.length, a, b]);
  }
}

/** Compares a pair with a position in the order of pairs. */
const compareTo = ({ matters, a, b }: Counterparts, [count, one, other]: Position) =>
  Number(count) - matters.length || compare(a, String(one)) || compare(b, String(other));

type CounterpartsPage = CutPage<CounterpartsEdge>;

interface CounterpartArguments extends PageArguments {
  readonly aWhere?: ArgumentValues | null | undefined;
  readonly bWhere?: ArgumentValues | null | undefined;
}

/** Adds the types of people who met, and returns the field that lists them. */
export function createCounterparts(parts: SchemaParts, model: BetweenModel) {
  const { ontology, builder, inputs, entity, entityOf } = parts;
  // People of several types have only the common fields.
  const person = model.people.length === 1 ? (model.people[0] ?? ANY) : ANY;

  /** Those of some people who pass a filter. */
  async function passing(
    ids: readonly string[],
    where: ArgumentValues,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<ReadonlySet<string>> {
    const { timeTravel } = context.reader(info);
    const asked = dated(filterOf(ontology, where, { type: person, step: null }), timeTravel);
    const part = idsPart(person, { kind: 'all', filters: [{ kind: 'among', ids }, asked] }, ids.length + 1);
    const answer = await context.reader(info).loader.load({ kind: 'list', part }, null);
    return new Set((answer?.page ?? []).map(({ node }) => String(node.id)));
  }

  const pairOf = builder.objectRef<Counterparts>('BetweenCounterparts').implement({
    description: 'Two people, one of each side, who took part in the same things.',
    fields: (t) => ({
      a: t.field({
        type: entityOf(person),
        description: 'The person of side a.',
        resolve: ({ a }, _args, context, info) => loadReferred(ontology, a, person, context, info),
      }),
      b: t.field({
        type: entityOf(person),
        description: 'The person of side b.',
        resolve: ({ b }, _args, context, info) => loadReferred(ontology, b, person, context, info),
      }),
      count: t.int({
        nullable: false,
        description: 'The number of things in which both took part.',
        resolve: ({ matters }) => matters.length,
      }),
      at: t.field({
        type: [entity],
        description: 'What both took part in, agreements, events and projects by type and id.',
        args: {
          first: t.arg.int({
            required: true,
            defaultValue: 10,
            description: `The number of them, 0 to ${LARGEST_PAGE}.`,
          }),
        },
        resolve: ({ matters }, { first }, context, info) =>
          matters.slice(0, checkFirst(first)).map((id) => loadExisting(ontology, id, context, info)),
      }),
    }),
  });
  const connection = builder.objectRef<CounterpartsPage>('BetweenCounterpartsConnection');
  implementConnection<CounterpartsEdge, CounterpartsPage>(parts, {
    connection,
    edge: builder.objectRef<CounterpartsEdge>('BetweenCounterpartsEdge'),
    description: 'A page of pairs of people, those with most in common first, then by ids.',
    fields: (t) => ({
      totalCount: totalCount(t),
      nodes: t.field({
        type: [pairOf],
        nullable: false,
        description: 'The pairs of the page, without their edges.',
        resolve: ({ edges }) => edges.map(({ pair }) => pair),
      }),
    }),
    edgeDescription: 'A pair of people at its position in the list.',
    edgeFields: (t) => ({
      node: t.field({
        type: pairOf,
        nullable: false,
        description: 'The pair in this row.',
        resolve: ({ pair }) => pair,
      }),
    }),
  });

  return (t: FieldBuilder<BetweenAnswer>) => ({
    counterparts: t.field({
      type: connection,
      description:
        'Who faced whom: people of both sides who took part in the same event or signed the same agreement, each while they stood for their side.',
      args: {
        aWhere: t.arg({ type: inputs.where(person), description: 'Only people of side a that match this filter.' }),
        bWhere: t.arg({ type: inputs.where(person), description: 'Only people of side b that match this filter.' }),
        ...pageArguments(t),
      },
      resolve: async (answer, args: CounterpartArguments, context, info) => {
        const all = await answer.counterparts();
        const { aWhere = null, bWhere = null } = args;
        const { timeTravel } = context.reader(info);
        const scope = hash([answer.scope, aWhere, bWhere, timeTravel]);
        const origin = { list: LIST, scope, keys: 3, constant: 'the sides, the filters and the time' };
        const range = pageRange(origin, args);
        const people = (of: 'a' | 'b') => [...new Set(all.map((pair) => pair[of]))];
        const [ofA, ofB] = await Promise.all([
          aWhere && passing(people('a'), aWhere, context, info),
          bWhere && passing(people('b'), bWhere, context, info),
        ]);
        const pairs = all.filter(({ a, b }) => (ofA?.has(a) ?? true) && (ofB?.has(b) ?? true));
        return CutPage.of({ all: pairs, range, compareTo, edgeOf: (pair) => new CounterpartsEdge(pair, scope) });
      },
    }),
  });
}

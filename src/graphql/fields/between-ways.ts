import { badInput } from '../../errors.ts';
import type { Row } from '../../graph/port/graph.ts';
import { ANY } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import { ownerOf, type SideName, type Way } from '../planning/between.ts';
import { isCertain } from '../planning/certainty.ts';
import type { Edge } from '../planning/connection.ts';
import { loadName, loadReferred } from '../planning/load.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import { standaloneColumns, standaloneRelation } from '../planning/standalone-relation.ts';
import type { FieldBuilder } from '../schema/builder.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Ways that an edge gives by default. */
const WAYS = 10;

/** Checks the number of rows of a list without pages. Throws BAD_USER_INPUT. */
export function checkFirst(first: number): number {
  if (first >= 0 && first <= LARGEST_PAGE) return first;
  throw badInput(`"first" expects a number from 0 to ${LARGEST_PAGE}; got ${first}. Ask for fewer.`);
}

interface SideOfEdge {
  readonly edge: Edge;
  readonly of: SideName;
}

/** The field of an edge that says whether what is in the row certainly is between the sides. */
export const certainlyBetween = (t: FieldBuilder<Edge>) => ({
  certain: t.boolean({
    nullable: false,
    description:
      'Whether it certainly existed at the time that is asked about (@asOf), and certainly was between the sides: in a certain way for each of them. True if no time is asked about.',
    resolve: async (edge, _args, context, info) => {
      const { timeTravel } = context.reader(info);
      if (timeTravel.asOf === null) return true;
      return isCertain(edge, timeTravel) && (await ownerOf(edge).sure()).has(String(edge.node.id));
    },
  }),
});

/** Adds the types that say how a side takes part in something, and returns the fields of an edge for both sides. */
export function createWays(parts: SchemaParts) {
  const { ontology, builder, entity } = parts;
  const readingOf = (row: Row, from: string) => {
    const declared = ontology.relation(String(row.type));
    return (row.from === from ? declared?.reading : declared?.inverseReading) ?? '';
  };
  const way = builder.objectRef<Way>('BetweenWay').implement({
    description: 'A way in which a side takes part: itself, or through one of its bodies or people.',
    fields: (t) => ({
      member: t.field({
        type: entity,
        description:
          'Who took part: the side itself, one of its bodies, or somebody who held an office in one of these.',
        resolve: ({ member }, _args, context, info) => loadReferred(ontology, member, ANY, context, info),
      }),
      isDirect: t.boolean({
        nullable: false,
        description: 'Whether it is the side itself that took part.',
        resolve: ({ chain }) => chain.links.length === 0,
      }),
      certain: t.boolean({
        nullable: false,
        description:
          'Whether the member certainly took part in what certainly existed by the time that is asked about (@asOf), and certainly stood for the side at the date of what it took part in: each office and body on the way held then, by its dates or by those of the documents that state it. False if dates merely allow it, or say nothing.',
        resolve: ({ certain }) => certain,
      }),
      relations: t.field({
        type: [parts.standaloneRelation],
        nullable: false,
        description: 'How the member took part, read from the member.',
        resolve: ({ relations, member }) => relations.map((row) => standaloneRelation(row, member)),
      }),
      actsFor: t.field({
        type: [parts.standaloneRelation],
        nullable: false,
        description:
          'Why the member counts for the side: its office, and the bodies that this one is part of, up to the side. Empty for the side itself, and for members whose own country was asked for.',
        resolve: ({ links }) => links.map((row) => standaloneRelation(row, String(row.from))),
      }),
      sentence: t.string({
        nullable: false,
        description: 'The same in words, in English: "A attended X; A holds an office at B; B is a part of C."',
        resolve: async ({ member, matter, relations, links }, _args, context, info) => {
          const name = (id: string) => loadName(id, context, info);
          const [first, what, ...ends] = await Promise.all([
            name(member),
            name(matter),
            ...links.flatMap(({ from, to }) => [name(String(from)), name(String(to))]),
          ]);
          const took = [...new Set(relations.map((row) => readingOf(row, member)))].join(' and ');
          const stands = links.map((row, i) => `${ends[2 * i]} ${readingOf(row, String(row.from))} ${ends[2 * i + 1]}`);
          return `${[`${first} ${took} ${what}`, ...stands].join('; ')}.`;
        },
      }),
    }),
  });
  const ways = builder.objectRef<SideOfEdge>('BetweenWays').implement({
    description: 'How one of the sides takes part in something.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: false,
        description: 'The number of members of the side that took part.',
        resolve: ({ edge, of }) => ownerOf(edge).answer.count(of, String(edge.node.id)),
      }),
      ways: t.field({
        type: [way],
        description:
          'How they did, one way for each of them; the side itself first, then those nearest to it, then by id.',
        args: {
          first: t.arg.int({
            required: true,
            defaultValue: WAYS,
            description: `The number of ways, 0 to ${LARGEST_PAGE}.`,
          }),
        },
        resolve: async ({ edge, of }, { first }, _context, info) => {
          checkFirst(first);
          const selected = byName(collectedBelow(info, info.fieldNodes));
          const relations = [...(selected.get('relations') ?? []), ...(selected.get('actsFor') ?? [])];
          const columns = standaloneColumns(ontology, [], relations, info);
          const asked = { first, names: columns, isCertainAsked: selected.has('certain') };
          return (await ownerOf(edge).waysOf(of, asked))(String(edge.node.id));
        },
      }),
    }),
  });
  return (t: FieldBuilder<Edge>) => ({
    ...certainlyBetween(t),
    a: t.field({
      type: ways,
      nullable: false,
      description: 'How side a takes part.',
      resolve: (edge) => ({ edge, of: 'a' as const }),
    }),
    b: t.field({
      type: ways,
      nullable: false,
      description: 'How side b takes part.',
      resolve: (edge) => ({ edge, of: 'b' as const }),
    }),
  });
}

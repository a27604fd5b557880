import { badInput, quoted } from '../../errors.ts';
import { columns, decode } from '../../graph/encoding/values.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import type { Name } from '../../ontology/facts.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { CANDIDATES, comparePlaces, type NameMatch, placeOf } from '../../search/find-by-name.ts';
import type { KINDS, Span } from '../../search/name-match.ts';
import { typesOf } from '../arguments/argument-reader.ts';
import { loadReferred } from '../planning/connection.ts';
import type { Context } from '../planning/context.ts';
import { pageRange } from '../planning/plan.ts';
import type { Builder, Enums } from '../schema/builder.ts';
import type { createValues } from '../schema/values.ts';

/** What a person types; a name that is longer is found by its beginning. */
const LONGEST = 1000;
const LIST = 'search';
/** What a cursor of a search is good for. */
const KEPT = 'the text, the types and the time';

/** The names of one entity, with their languages and kinds. */
const NAMES = { kind: 'entities', node: { columns: columns('name', 'names'), children: {} } } as const;

interface Page {
  readonly all: readonly NameMatch[];
  readonly from: number;
  readonly to: number;
  readonly scope: string;
}

const cursorOf = ({ scope }: Page, found: NameMatch) => encodeCursor({ list: LIST, scope }, [...placeOf(found)]);

interface Parts {
  readonly enums: Enums;
  readonly values: ReturnType<typeof createValues>;
  readonly entity: any;
}

/** The field `search` with its types. */
export function createSearch(ontology: Ontology, builder: Builder, { enums, values, entity }: Parts) {
  const node = (found: NameMatch, context: Context, info: any) => loadReferred(ontology, found.id, ANY, context, info);
  async function label({ id, text, isOwn }: NameMatch, context: Context, info: any): Promise<Name | null> {
    if (!isOwn) return null;
    const answer = await context.at(info).loader.load(NAMES, id);
    const row = answer?.page?.[0]?.node;
    return (row && decode.names(row).find((name) => name.text === text)) ?? null;
  }
  const kind = builder.enumType('MatchKind', {
    description: 'How a name fits a text. Case, accents, spaces, hyphens and Korean particles make no difference.',
    values: {
      EXACT: { description: 'It is the whole name.' },
      PREFIX: { description: 'The name begins with it.' },
      WORDS: {
        description: 'Each of its words, or what begins one, is in the name, in any order; or it is the initials.',
      },
      FORGIVEN: {
        description:
          'The same with a letter too many, missing, wrong or in the wrong place in a word; words of up to three letters may be missing. Only where fewer than ten fit without, and none is the text.',
      },
    } satisfies Record<(typeof KINDS)[number], { description: string }>,
  });
  const highlight = builder.objectRef<Span>('Highlight').implement({
    description: 'A part of a text.',
    fields: (t) => ({
      start: t.exposeInt('start', {
        nullable: false,
        description: 'Where it begins: how many UTF-16 code units (as in JavaScript and Java) come before it.',
      }),
      end: t.exposeInt('end', { nullable: false, description: 'Where it ends: the unit after its last.' }),
    }),
  });
  const matched = builder.objectRef<NameMatch>('Matched').implement({
    description: 'The name, or the name of its place, by which an entity was found.',
    fields: (t) => ({
      name: t.string({
        nullable: false,
        description: 'That name: the one that fits best, which `name` of the entity need not be.',
        resolve: ({ text }) => text,
      }),
      label: t.field({
        type: values.name,
        description: 'The same with its language and kind; null where it is the name of its place.',
        resolve: (found, _args, context, info) => label(found, context, info),
      }),
      kind: t.field({
        type: kind,
        nullable: false,
        description: 'How it fits.',
        resolve: ({ match }) => match.kind,
      }),
      highlights: t.field({
        type: [highlight],
        nullable: false,
        description: 'Which parts of the name fit, in order.',
        resolve: ({ match }) => [...match.highlights],
      }),
    }),
  });
  const edge = builder.objectRef<{ readonly page: Page; readonly found: NameMatch }>('SearchEdge').implement({
    description: 'An entity that was found.',
    fields: (t) => ({
      cursor: t.string({
        nullable: false,
        description: 'The place of this row in the list, for "after".',
        resolve: ({ page, found }) => cursorOf(page, found),
      }),
      score: t.float({
        nullable: false,
        description:
          'How well the name fits: 1 where it is the text, from 0.5 where it begins with it, from 0.25 where it has its words, and less with slips. The larger the part of the name that fits, the more.',
        resolve: ({ found }) => found.match.score,
      }),
      matched: t.field({
        type: matched,
        nullable: false,
        description: 'By which name, and how.',
        resolve: ({ found }) => found,
      }),
      node: t.field({
        type: entity,
        nullable: false,
        description: 'The entity.',
        resolve: ({ found }, _args, context, info) => node(found, context, info) as never,
      }),
    }),
  });
  const shown = ({ all, from, to }: Page) => all.slice(from, to);
  const connection = builder.objectRef<Page>('SearchConnection').implement({
    description: 'A page of what was found, the best first.',
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        nullable: false,
        description: 'The rows of the page.',
        resolve: (page) => shown(page).map((found) => ({ page, found })),
      }),
      nodes: t.field({
        type: [entity],
        nullable: false,
        description: 'The entities of the page, without their edges.',
        resolve: (page, _args, context, info) => shown(page).map((found) => node(found, context, info)) as never,
      }),
      pageInfo: t.field({
        type: builder.pageInfoRef(),
        nullable: false,
        description: 'Where this page stands in the list.',
        resolve: (page) => {
          const cursor = (found: NameMatch | undefined) => (found ? cursorOf(page, found) : null);
          return {
            hasNextPage: page.to < page.all.length,
            hasPreviousPage: page.from > 0,
            startCursor: cursor(shown(page)[0]),
            endCursor: cursor(shown(page).at(-1)),
          };
        },
      }),
      totalCount: t.int({
        nullable: false,
        description: `How many are found. Of each way to fit ${CANDIDATES} entities are looked at, those with the shortest names: where a text is so common, it finds no more, and more words find others.`,
        resolve: ({ all }) => all.length,
      }),
    }),
  });

  return (t: any) =>
    t.field({
      type: connection,
      description:
        'Entities by any of their names, and by the names of their places, in Korean, English and other languages, whole or as far as typed, the best first: the exact name, names that begin so, names with these words, and, where these are few, names with slips forgiven. Of equally good ones the smaller id is first. @asOf(known:) by what was known then.',
      args: {
        text: t.arg.string({ required: true, description: `What is looked for, up to ${LONGEST} characters.` }),
        types: t.arg({ type: [enums.entityType], description: 'Only entities of these types.' }),
        ...t.arg.connectionArgs(),
      },
      extensions: { rows: 2 * CANDIDATES },
      resolve: async (_root: unknown, args: any, context: Context, info: any): Promise<Page> => {
        const text = String(args.text);
        if (text.trim() === '') throw badInput(`"text" expects what to look for; got ${quoted(text)}.`);
        if (text.length > LONGEST) {
          throw badInput(
            `"text" expects at most ${LONGEST} characters; got ${text.length}. Its first words find as much.`,
          );
        }
        const types = typesOf(ontology, args.types);
        const { loader, timeTravel } = context.at(info);
        const scope = hash([text, types, timeTravel]);
        const { after, before, backward, limit } = pageRange({ list: LIST, scope, keys: 3, constant: KEPT }, args);
        const all = await loader.search(text, types);
        const place = (fits: (found: NameMatch) => boolean, otherwise: number) => {
          const at = all.findIndex(fits);
          return at < 0 ? otherwise : at;
        };
        const from = after ? place((found) => comparePlaces(placeOf(found), after) > 0, all.length) : 0;
        const to = before ? place((found) => comparePlaces(placeOf(found), before) >= 0, all.length) : all.length;
        const size = limit - 1;
        return backward
          ? { all, from: Math.max(from, to - size), to: Math.max(from, to), scope }
          : { all, from, to: Math.max(from, Math.min(to, from + size)), scope };
      },
    });
}

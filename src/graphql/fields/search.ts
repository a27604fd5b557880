import type { GraphQLResolveInfo } from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import { columns, decode } from '../../graph/encoding/values.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import type { Name } from '../../ontology/facts.ts';
import {
  CANDIDATES,
  comparePositions,
  type MATCHED,
  type NameMatch,
  PLACES,
  positionOf,
  type SearchPlace,
} from '../../search/find-by-name.ts';
import type { KINDS, Span } from '../../search/name-match.ts';
import { entityTypesOf } from '../arguments/argument-reader.ts';
import { pageRange } from '../arguments/page.ts';
import type { Context } from '../planning/context.ts';
import { CutPage } from '../planning/cut-page.ts';
import { loadExisting } from '../planning/load.ts';
import { implementConnection } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';

/** Characters of a search text; a longer name is found by its beginning. */
const LONGEST = 1000;
const LIST = 'search';
/** What a cursor of a search is bound to. */
const BOUND_TO = 'the text, the types and the time';

/** The names of one entity, with their languages and kinds. */
const NAMES = { kind: 'entities', node: { columns: columns('name', 'names'), children: {} } } as const;

/** A match in a list of results. */
class SearchEdge {
  readonly match: NameMatch;
  readonly #scope: string;

  constructor(match: NameMatch, scope: string) {
    this.match = match;
    this.#scope = scope;
  }

  get cursor(): string {
    return encodeCursor({ list: LIST, scope: this.#scope }, [...positionOf(this.match)]);
  }
}

type SearchPage = CutPage<SearchEdge>;

/** The name that matched, with its language; null for the name of the entity's place. */
async function labelOf({ id, text, of }: NameMatch, context: Context, info: GraphQLResolveInfo): Promise<Name | null> {
  if (of !== 'NAME') return null;
  const answer = await context.reader(info).loader.load(NAMES, id);
  const row = answer?.page?.[0]?.node;
  return (row && decode.names(row).find((name) => name.text === text)) ?? null;
}

/** What a search reads. Throws BAD_USER_INPUT for an empty list. */
function placesOf(places: readonly SearchPlace[] | null | undefined): readonly SearchPlace[] {
  if (!places) return ['NAMES'];
  if (places.length === 0) throw badInput('"in" expects NAMES, ROLES or NOTES; got none. Leave it out for names.');
  return PLACES.filter((place) => places.includes(place));
}

/** Adds `search`: entities by their names. */
export function addSearch(parts: SchemaParts): void {
  const { ontology, builder, enums, entity, name } = parts;
  const matchKind = builder.enumType('MatchKind', {
    description: 'How a name matches the text. Case, accents, spaces, hyphens and Korean particles make no difference.',
    values: {
      EXACT: { description: 'The text is the whole name.' },
      PREFIX: { description: 'The name begins with the text.' },
      WORDS: {
        description:
          'Each word of the text, or the beginning of one, is in the name, in any order; or the text is its initials.',
      },
      INSIDE: {
        description:
          'The same, but a word of the text is inside a word of the name, such as "conductor" in "semiconductors".',
      },
      FORGIVEN: {
        description:
          'The same with a letter too many, missing, wrong or in the wrong place in a word; words of up to three letters may be missing. Only if fewer than ten names match otherwise, and none is the text.',
      },
    } satisfies Record<(typeof KINDS)[number], { description: string }>,
  });
  const searchIn = builder.enumType('SearchIn', {
    description: 'What a search reads.',
    values: {
      NAMES: { description: 'Names, the names of places, and ids: its own, and those that others give it.' },
      ROLES: { description: 'Roles of relations that begin at the entity, such as an office.' },
      NOTES: { description: 'Summaries of entities, and notes of relations that begin at the entity.' },
    } satisfies Record<SearchPlace, { description: string }>,
  });
  const matchedIn = builder.enumType('MatchedIn', {
    description: 'Which part of an entity matches a text.',
    values: {
      NAME: { description: 'One of its names.' },
      PLACE: { description: 'The name of its place.' },
      ID: { description: 'Its id, or an id that others give it.' },
      ROLE: { description: 'The role of a relation that begins at it.' },
      SUMMARY: { description: 'Its summary.' },
      NOTE: { description: 'The note of a relation that begins at it.' },
    } satisfies Record<(typeof MATCHED)[number], { description: string }>,
  });
  const highlight = builder.objectRef<Span>('Highlight').implement({
    description: 'A part of a text.',
    fields: (t) => ({
      start: t.exposeInt('start', {
        nullable: false,
        description: 'Where it begins: the number of UTF-16 code units (as in JavaScript and Java) before it.',
      }),
      end: t.exposeInt('end', { nullable: false, description: 'Where it ends: the code unit after its last.' }),
    }),
  });
  const matched = builder.objectRef<NameMatch>('Matched').implement({
    description: 'The name, or another text, by which an entity was found.',
    fields: (t) => ({
      name: t.string({
        nullable: false,
        description: 'The text that matches best; not always the one that `name` of the entity gives.',
        resolve: ({ text }) => text,
      }),
      in: t.field({
        type: matchedIn,
        nullable: false,
        description: 'Which part of the entity that text is.',
        resolve: ({ of }) => of,
      }),
      label: t.field({
        type: name,
        description: 'The same name with its language and kind; null if it is not a name of the entity itself.',
        resolve: (match, _args, context, info) => labelOf(match, context, info),
      }),
      kind: t.field({
        type: matchKind,
        nullable: false,
        description: 'How it matches.',
        resolve: ({ match }) => match.kind,
      }),
      highlights: t.field({
        type: [highlight],
        nullable: false,
        description: 'Which parts of the name match, in order.',
        resolve: ({ match }) => [...match.highlights],
      }),
    }),
  });
  const connection = builder.objectRef<SearchPage>('SearchConnection');
  implementConnection<SearchEdge, SearchPage>(parts, {
    connection,
    edge: builder.objectRef<SearchEdge>('SearchEdge'),
    description: 'A page of search results, best first.',
    fields: (t) => ({
      nodes: t.field({
        type: [entity],
        nullable: false,
        description: 'The entities of the page, without their edges.',
        resolve: ({ edges }, _args, context, info) =>
          edges.map(({ match }) => loadExisting(ontology, match.id, context, info)),
      }),
      totalCount: t.int({
        nullable: false,
        description: `The number of results. For each kind of match, the search considers the ${CANDIDATES} entities with the shortest names; add words to find others.`,
        resolve: (page) => page.totalCount,
      }),
    }),
    edgeDescription: 'An entity that was found.',
    edgeFields: (t) => ({
      node: t.field({
        type: entity,
        nullable: false,
        description: 'The entity.',
        resolve: ({ match }, _args, context, info) => loadExisting(ontology, match.id, context, info),
      }),
      score: t.float({
        nullable: false,
        description:
          'How well the name matches: 1 if it is the text, from 0.5 if it begins with the text, from 0.25 if it has its words, from 0.2 if one of them is inside another word, and less with slips. The larger the part of the name that matches, the higher.',
        resolve: ({ match }) => match.match.score,
      }),
      matched: t.field({
        type: matched,
        nullable: false,
        description: 'Which name matches, and how.',
        resolve: ({ match }) => match,
      }),
    }),
  });

  builder.queryField('search', (t) =>
    t.field({
      type: connection,
      description:
        'Finds entities by any of their names, and by the names of their places, in Korean, English and other languages, whole or as typed so far; by its id, and by ids that others give it (Q884, an address of Wikidata or ROR); and, with `in`, by roles, summaries and notes. Best first: the exact name, names that begin with the text, names with its words, names with them inside other words and, if all these are few, names with slips. Equally good results come in the order of their ids. @asOf(known:) searches what was known then.',
      args: {
        text: t.arg.string({ required: true, description: `The text, up to ${LONGEST} characters.` }),
        types: t.arg({ type: [enums.entityType], description: 'Only entities of these types.' }),
        in: t.arg({
          type: [searchIn],
          description: 'What is searched; names by default. Roles and notes are read one by one, which takes longer.',
        }),
        ...pageArguments(t),
      },
      extensions: { rows: 2 * CANDIDATES },
      resolve: async (_root, args, context, info) => {
        const { text } = args;
        if (text.trim() === '') throw badInput(`"text" expects what to look for; got ${quoted(text)}.`);
        if (text.length > LONGEST) {
          throw badInput(
            `"text" expects at most ${LONGEST} characters; got ${text.length}. Its first words find as much.`,
          );
        }
        const types = entityTypesOf(ontology, args.types);
        const { loader, timeTravel } = context.reader(info);
        const places = placesOf(args.in);
        const scope = hash([text, types, places, timeTravel]);
        const range = pageRange({ list: LIST, scope, keys: 3, constant: BOUND_TO }, args);
        return CutPage.of({
          all: await loader.search({ text, types, places }),
          range,
          compareTo: (match, position) => comparePositions(positionOf(match), position),
          edgeOf: (match) => new SearchEdge(match, scope),
        });
      },
    }),
  );
}

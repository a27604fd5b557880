import { composeCandidates } from '../graph/cypher/candidates.ts';
import { composeTexts, type TextPlace } from '../graph/cypher/texts.ts';
import { folded, listOf } from '../graph/encoding/values.ts';
import type {
  Graph,
  MatchStrategy,
  Statement,
  TokenExpression,
  UnitOfWork,
  UnitOptions,
  Value,
} from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { canonicalUri } from '../ontology/outside-ids.ts';
import { withoutParticles } from '../tokens/letters.ts';
import { isOutsideId, searchedIdToken } from '../tokens/outside-ids.ts';
import { isAt, namedPlace } from '../tokens/place-names.ts';
import { koreanNames } from '../tokens/romanised.ts';
import { withoutTitles } from '../tokens/titles.ts';
import {
  exactStrategies,
  fuzzyStrategies,
  nameStrategies,
  parseSearchText,
  type SearchText,
  typeToken,
} from '../tokens/tokens.ts';
import { asPart, KINDS, type Match, matchName, matchSpellings, matchWords, wholeMatch } from './name-match.ts';

/** What of an entity can match a text. ROLE and NOTE are those of relations that begin at it. */
export const MATCHED = ['NAME', 'PLACE', 'ID', 'ROLE', 'SUMMARY', 'NOTE'] as const;

/** An entity with its best matching name, or another text of it that matches. */
export interface NameMatch {
  readonly id: string;
  readonly text: string;
  readonly of: (typeof MATCHED)[number];
  readonly match: Match;
}

/** What a search reads: names with ids, roles of relations, summaries and notes. */
export const PLACES = ['NAMES', 'ROLES', 'NOTES'] as const;
export type SearchPlace = (typeof PLACES)[number];

/** What to search for, and where. */
export interface Search {
  readonly text: string;
  /** Entity types; empty for all. */
  readonly types: readonly string[];
  readonly places: readonly SearchPlace[];
}

/** The most candidates per match strategy. If there are more, those with the shortest names are compared. */
export const CANDIDATES = 300;
/** The search allows typos only if fewer than this number of names match without them, and none matches exactly. */
const ENOUGH = 10;

/** The position of a match among all matches, for cursors: its kind, score and id. */
export const positionOf = ({ id, match: { kind, score } }: NameMatch) => [KINDS.indexOf(kind), score, id] as const;

/** Orders positions, the best match first. */
export function comparePositions(a: readonly unknown[], b: readonly unknown[]): number {
  const [kind, score] = [Number(a[0]) - Number(b[0]), Number(b[1]) - Number(a[1])];
  return kind || score || (String(a[2]) < String(b[2]) ? -1 : String(a[2]) > String(b[2]) ? 1 : 0);
}

/** The best match among an entity's names and place names; the first of several equal ones. */
function bestMatch(
  searchText: SearchText,
  id: string,
  names: readonly string[],
  placeNames: readonly string[],
): NameMatch | null {
  let best: NameMatch | null = null;
  for (const [texts, of] of [
    [names, 'NAME'],
    [placeNames, 'PLACE'],
  ] as const) {
    for (const text of texts) {
      const nameMatch = matchName(searchText, text, of === 'NAME');
      const match = nameMatch && { id, text, of, match: nameMatch };
      if (match && (!best || comparePositions(positionOf(match), positionOf(best)) < 0)) best = match;
    }
  }
  return best;
}

const textsIn = (value: Value | undefined) => listOf(value).filter((text) => typeof text === 'string');

/** One search, in one state of the graph. */
class Finder {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #timeTravel: TimeTravel;
  readonly #search: Search;
  readonly found = new Map<string, NameMatch>();

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel, search: Search) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#timeTravel = timeTravel;
    this.#search = search;
  }

  /** The types of people that are searched for. */
  get #people(): readonly string[] {
    const { types } = this.#search;
    return this.#ontology.people.filter((type) => types.length === 0 || types.includes(type));
  }

  #add(match: NameMatch | null): void {
    const other = match && this.found.get(match.id);
    if (match && (!other || comparePositions(positionOf(match), positionOf(other)) < 0))
      this.found.set(match.id, match);
  }

  async #candidates(beginning: Statement, match: (row: readonly Value[]) => NameMatch | null): Promise<void> {
    const [row] = await this.#unit.run(composeCandidates(this.#ontology, beginning, this.#timeTravel));
    for (const candidate of listOf(row?.candidates).map(listOf)) {
      this.#add(match(candidate));
      if (this.#unit.work.step(20)) await this.#unit.work.pause();
    }
  }

  async #byTokens(
    strategies: readonly MatchStrategy[],
    match: (row: readonly Value[]) => NameMatch | null,
    types: readonly string[] = this.#search.types,
  ): Promise<void> {
    const typeTokens = types.map(typeToken);
    const ofTypes = (expression: TokenExpression): TokenExpression =>
      types.length > 0 ? { all: [{ any: typeTokens }, expression] } : expression;
    const limited = strategies.map(({ tokens, narrow }) => ({
      tokens: ofTypes(tokens),
      ...(narrow ? { narrow: ofTypes(narrow) } : {}),
    }));
    await this.#candidates(await this.#unit.findByTokens({ strategies: limited, limit: CANDIDATES }), match);
  }

  /** Entities whose own id, or an id that others give them, is the text. */
  async byId(): Promise<void> {
    const text = this.#search.text.trim();
    const own = this.#ontology.typeOfId(text);
    const { types } = this.#search;
    if (own && (types.length === 0 || types.includes(own.name))) {
      const beginning = { text: 'MATCH (n:Entity {id: $ownId})', parameters: { ownId: text } };
      await this.#candidates(beginning, () => ({ id: text, text, of: 'ID', match: wholeMatch(text) }));
    }
    const outside = canonicalUri(text);
    const token = own ? null : searchedIdToken(outside);
    if (token === null) return;
    await this.#byTokens([{ tokens: token }], ([id, , , addresses]) => {
      const address = textsIn(addresses).find((one) => isOutsideId(outside, one));
      return address === undefined ? null : { id: String(id), text: address, of: 'ID', match: wholeMatch(address) };
    });
  }

  /** Entities by name. Typos, and other romanisations of Korean names, only if few names match without. */
  async byName(): Promise<void> {
    const { text } = this.#search;
    const matching = (searchText: SearchText) => {
      return ([id, names, places]: readonly Value[]) =>
        this.found.has(String(id)) ? null : bestMatch(searchText, String(id), textsIn(names), textsIn(places));
    };
    const searchText = parseSearchText(text);
    await this.#byTokens(exactStrategies(searchText), matching(searchText));
    await this.#byTitle();
    const isEnough = () => this.found.size >= ENOUGH || [...this.found.values()].some((m) => m.match.kind === 'EXACT');
    if (isEnough()) return;
    if (searchText.letters.text.length > 1) await this.#byRomanisation(text);
    await this.#byPlace(searchText);
    const fuzzy = fuzzyStrategies(searchText);
    if (fuzzy.length > 0 && !isEnough()) await this.#byTokens(fuzzy, matching(searchText));
  }

  /** People whom the text names with a title before or after the name, which is then only a part of the text. */
  async #byTitle(): Promise<void> {
    const rest = withoutTitles(this.#search.text);
    if (rest === null || this.#people.length === 0) return;
    let count = 0;
    const searchText = parseSearchText(rest);
    const add = ([id, names]: readonly Value[]) => {
      const match = bestMatch(searchText, String(id), textsIn(names), []);
      if (match) count += 1;
      return match && { ...match, match: asPart(match.match) };
    };
    await this.#byTokens(exactStrategies(searchText), add, this.#people);
    if (count < ENOUGH) count += await this.#byRomanisation(rest);
    const fuzzy = fuzzyStrategies(searchText);
    if (count === 0 && fuzzy.length > 0) await this.#byTokens(fuzzy, add, this.#people);
  }

  /** People whose Korean name is the text in another romanisation. Returns how many match. */
  async #byRomanisation(text: string): Promise<number> {
    const people = new Set<string>();
    for (const { surnames, givenNames } of this.#people.length > 0 ? koreanNames(text) : []) {
      const words = givenNames.length > 0 ? [givenNames, surnames] : [surnames];
      const match = ([id, names]: readonly Value[]) => {
        const [best] = textsIn(names)
          .flatMap((name): NameMatch[] => {
            const found = matchSpellings(words, name);
            return found ? [{ id: String(id), text: name, of: 'NAME', match: found }] : [];
          })
          .sort((a, b) => comparePositions(positionOf(a), positionOf(b)));
        if (best) people.add(best.id);
        return best ?? null;
      };
      await this.#byTokens(nameStrategies(surnames, givenNames), match, this.#people);
    }
    return people.size;
  }

  /** Entities at a place that the text names in another language, or whose town or country it names. */
  async #byPlace(searchText: SearchText): Promise<void> {
    const place = namedPlace(searchText.wholes);
    if (!place) return;
    await this.#byTokens([{ tokens: place.token }], ([id, , , , parts]) => {
      if (this.found.has(String(id)) || !isAt(place.token, textsIn(parts))) return null;
      const match = matchName(searchText, place.spelling, false);
      return match && { id: String(id), text: place.spelling, of: 'PLACE', match };
    });
  }

  /** Entities by a text that contains every word: a role or a note of a relation, or a summary. */
  async byText(place: TextPlace, of: NameMatch['of']): Promise<void> {
    const searchText = parseSearchText(this.#search.text);
    const words = this.#search.text
      .split(/\s+/u)
      .flatMap((word) =>
        /[\p{L}\p{N}]/u.test(word) ? [[...new Set([folded(word), folded(withoutParticles(word))])]] : [],
      );
    if (words.length === 0) return;
    const { types } = this.#search;
    const statement = composeTexts(this.#ontology, place, { words, types, limit: CANDIDATES }, this.#timeTravel);
    for (const { id, text } of statement ? await this.#unit.run(statement) : []) {
      if (this.#unit.work.step(20)) await this.#unit.work.pause();
      const match = matchWords(searchText, String(text));
      this.#add(match && { id: String(id), text: String(text), of, match });
    }
  }
}

/**
 * Finds entities by name or id and, if asked, by roles, summaries and notes: all matches, best first. Engines return
 * candidates, and their texts are compared here, so that every engine returns the same matches.
 *
 * @param options what ends the search, and what it may spend.
 */
export async function findByName(
  graph: Graph,
  ontology: Ontology,
  timeTravel: TimeTravel,
  search: Search,
  options: UnitOptions = {},
): Promise<readonly NameMatch[]> {
  const found = await graph.read(async (unit) => {
    const finder = new Finder(unit, ontology, timeTravel, search);
    if (search.places.includes('NAMES')) {
      await finder.byId();
      await finder.byName();
    }
    if (search.places.includes('ROLES')) await finder.byText('role', 'ROLE');
    if (search.places.includes('NOTES')) {
      await finder.byText('summary', 'SUMMARY');
      await finder.byText('note', 'NOTE');
    }
    return finder.found;
  }, options);
  return [...found.values()].sort((a, b) => comparePositions(positionOf(a), positionOf(b)));
}

import { composeCandidates } from '../graph/cypher/candidates.ts';
import type { Graph, MatchStrategy, TokenExpression, Value } from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { exactStrategies, fuzzyStrategies, parseSearchText, type SearchText, typeToken } from '../tokens/tokens.ts';
import { KINDS, type Match, matchName } from './name-match.ts';

/** An entity with its best matching name. */
export interface NameMatch {
  readonly id: string;
  readonly text: string;
  /** Whether `text` is the entity's own name rather than the name of its place. */
  readonly isOwn: boolean;
  readonly match: Match;
}

/** The most candidates per match strategy. If there are more, those with the shortest names are compared. */
export const CANDIDATES = 300;
/** The search allows typos only if fewer than this number of names match without them, and none matches exactly. */
const ENOUGH = 10;

const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);

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
  for (const [texts, isOwn] of [
    [names, true],
    [placeNames, false],
  ] as const) {
    for (const text of texts) {
      const nameMatch = matchName(searchText, text, isOwn);
      const match = nameMatch && { id, text, isOwn, match: nameMatch };
      if (match && (!best || comparePositions(positionOf(match), positionOf(best)) < 0)) best = match;
    }
  }
  return best;
}

/**
 * Finds entities by name: all matches, best first. Engines return candidates, and their names are compared here, so that
 * every engine returns the same matches.
 *
 * @param query `types`: entity types; empty for all.
 * @param signal aborts the search.
 */
export async function findByName(
  graph: Graph,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { text, types }: { readonly text: string; readonly types: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly NameMatch[]> {
  const searchText = parseSearchText(text);
  const typeTokens = types.map(typeToken);
  const ofTypes = (expression: TokenExpression): TokenExpression =>
    types.length > 0 ? { all: [{ any: typeTokens }, expression] } : expression;
  const all = new Map<string, NameMatch>();
  await graph.read(
    async (unit) => {
      const search = async (strategies: readonly MatchStrategy[]) => {
        const limited = strategies.map(({ tokens, narrow }) => ({
          tokens: ofTypes(tokens),
          ...(narrow ? { narrow: ofTypes(narrow) } : {}),
        }));
        const beginning = await unit.findByTokens({ strategies: limited, limit: CANDIDATES });
        const [row] = await unit.run(composeCandidates(ontology, beginning, timeTravel));
        const texts = (value: Value | undefined) => list(value).filter((text) => typeof text === 'string');
        for (const [id, names, places] of list(row?.candidates).map(list)) {
          if (all.has(String(id))) continue;
          const match = bestMatch(searchText, String(id), texts(names), texts(places));
          if (match) all.set(match.id, match);
        }
      };
      await search(exactStrategies(searchText));
      const isExact = [...all.values()].some(({ match }) => match.kind === 'EXACT');
      const fuzzy = !isExact && all.size < ENOUGH ? fuzzyStrategies(searchText) : [];
      if (fuzzy.length > 0) await search(fuzzy);
    },
    signal ? { signal } : {},
  );
  return [...all.values()].sort((a, b) => comparePositions(positionOf(a), positionOf(b)));
}

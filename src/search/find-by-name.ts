import { composeCandidates } from '../graph/cypher/candidates.ts';
import type { Graph, MatchStrategy, TokenExpression, Value } from '../graph/port/graph.ts';
import type { TimeTravel } from '../graph/query/query.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { exactStrategies, fuzzyStrategies, parseSearchText, type SearchText, typeToken } from '../tokens/tokens.ts';
import { KINDS, type Match, matchOf } from './name-match.ts';

/** An entity with the one of its names that fits best. */
export interface NameMatch {
  readonly id: string;
  readonly text: string;
  /** Whether that is its own name, and not that of its place. */
  readonly isOwn: boolean;
  readonly match: Match;
}

/** Entities whose names are looked at for each way to fit; of more, those with the shortest names. */
export const CANDIDATES = 300;
/** Names with slips are looked for where fewer fit without, and none is the text. */
const ENOUGH = 10;

const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);

/** A place in what is found: the kind of the match, its score and the id. */
export const placeOf = ({ id, match: { kind, score } }: NameMatch) => [KINDS.indexOf(kind), score, id] as const;

export function comparePlaces(a: readonly unknown[], b: readonly unknown[]): number {
  const [kind, score] = [Number(a[0]) - Number(b[0]), Number(b[1]) - Number(a[1])];
  return kind || score || (String(a[2]) < String(b[2]) ? -1 : String(a[2]) > String(b[2]) ? 1 : 0);
}

/** The best of an entity's names and those of its places; of some as good the one that stands first. */
function best(sought: SearchText, id: string, names: readonly string[], places: readonly string[]): NameMatch | null {
  let found: NameMatch | null = null;
  for (const [texts, isOwn] of [
    [names, true],
    [places, false],
  ] as const) {
    for (const text of texts) {
      const match = matchOf(sought, text, isOwn);
      const one = match && { id, text, isOwn, match };
      if (one && (!found || comparePlaces(placeOf(one), placeOf(found)) < 0)) found = one;
    }
  }
  return found;
}

/**
 * All that a text finds, in order: engines give candidates, and what they are is looked at here, so that every engine
 * gives the same. `types` are those of the entities, all where there are none.
 */
export async function findByName(
  graph: Graph,
  ontology: Ontology,
  timeTravel: TimeTravel,
  { text, types }: { readonly text: string; readonly types: readonly string[] },
  signal?: AbortSignal,
): Promise<readonly NameMatch[]> {
  const sought = parseSearchText(text);
  const ofTypes = types.map(typeToken);
  const within = (wanted: TokenExpression): TokenExpression =>
    types.length > 0 ? { all: [{ any: ofTypes }, wanted] } : wanted;
  const all = new Map<string, NameMatch>();
  await graph.read(
    async (unit) => {
      const look = async (ways: readonly MatchStrategy[]) => {
        const asked = ways.map(({ wanted, narrow }) => ({
          wanted: within(wanted),
          ...(narrow ? { narrow: within(narrow) } : {}),
        }));
        const beginning = await unit.findByTokens({ strategies: asked, limit: CANDIDATES });
        const [row] = await unit.run(composeCandidates(ontology, beginning, timeTravel));
        const texts = (value: Value | undefined) => list(value).filter((text) => typeof text === 'string');
        for (const [id, names, places] of list(row?.found).map(list)) {
          if (all.has(String(id))) continue;
          const found = best(sought, String(id), texts(names), texts(places));
          if (found) all.set(found.id, found);
        }
      };
      await look(exactStrategies(sought));
      const exact = [...all.values()].some(({ match }) => match.kind === 'EXACT');
      const slips = !exact && all.size < ENOUGH ? fuzzyStrategies(sought) : [];
      if (slips.length > 0) await look(slips);
    },
    signal ? { signal } : {},
  );
  return [...all.values()].sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { statement } from '../../graph/cypher/statements.ts';
import type { Graph } from '../../graph/port/graph.ts';
import type { Claim, EntityFact, Facts } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { inheritedSources } from '../../ontology/sources.ts';
import { packageRoot } from '../../package-root.ts';
import { fillEmpty, NotEmpty, type Progress } from '../../recording/fill-empty.ts';

/** The bundled data. */
const folder = new URL('data/', packageRoot);
/** The bundled data, checked by the build: reading YAML would double the time of a first start. */
const built = new URL('dist/bundled.json', packageRoot);

/** The paths of the bundled YAML files. */
export const bundledFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => new URL(name, folder).pathname);

/** Reads the bundled data from its YAML files. */
export async function readBundled(ontology: Ontology): Promise<Facts> {
  const { readFacts } = await import('./load.ts');
  return readFacts(bundledFiles(), ontology);
}

/** Packs facts as text. A claim that shares the source list of its entity (the same array) is packed without sources. */
export function packedFacts({ entities, relations }: Facts): string {
  const packed = entities.map((entity) => ({
    ...entity,
    claims: mapClaims(entity.claims, (claim) =>
      claim.sources === inheritedSources(entity.sources) ? { ...claim, sources: undefined } : claim,
    ),
  }));
  return JSON.stringify({ entities: packed, relations });
}

function unpackedFacts(text: string): Facts {
  const { entities, relations }: Facts = JSON.parse(text);
  const whole = entities.map((entity) => ({
    ...entity,
    claims: mapClaims(entity.claims, (claim) => ({
      ...claim,
      sources: claim.sources ?? inheritedSources(entity.sources),
    })),
  }));
  return { entities: whole, relations };
}

const mapClaims = <To>(claims: EntityFact['claims'], to: (claim: Claim) => To): Record<string, To[]> =>
  Object.fromEntries(Object.entries(claims).map(([field, some]) => [field, some.map(to)]));

/** Loads the bundled data into an empty graph, in one unit of work. Returns the number of rows written, 0 if the graph is not empty. */
export async function loadWhenEmpty(graph: Graph, ontology: Ontology, progress?: Progress): Promise<number> {
  const [row] = await graph.read((unit) => unit.run(statement('count-entities')));
  if (Number(row?.total) > 0) return 0;
  const facts = existsSync(built) ? unpackedFacts(readFileSync(built, 'utf8')) : await readBundled(ontology);
  try {
    return await fillEmpty(graph, ontology, facts, new Date(), progress);
  } catch (error) {
    // Another server that started at the same time filled it first.
    if (error instanceof NotEmpty) return 0;
    throw error;
  }
}

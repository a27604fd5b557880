import { Misconfigured, NotAllowed } from '../../errors.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { statement } from '../cypher/statements.ts';
import { checkProperties } from '../encoding/check-properties.ts';
import type { Graph, UnitOfWork } from '../port/graph.ts';
import { definitions } from './constraints.ts';
import { upgrades } from './upgrade.ts';

/**
 * The version of how facts are stored. Grows by one whenever this version would misread an older database, or an older
 * version would damage a newer one: since layout 6, entities keep what each document states about them, and since layout 8,
 * facts have the days on which they certainly hold; older versions would drop both.
 */
export const LAYOUT = 10;

/** Milliseconds that an upgrade may take: it rewrites every fact once. */
const UPGRADING = 600_000;

async function layoutOf(unit: UnitOfWork, name: 'read-layout' | 'lock-layout'): Promise<number> {
  const [row] = await unit.run(statement(name));
  if (typeof row?.layout === 'number') return row.layout;
  const [counts] = await unit.run(statement('count-foreign-entities'));
  const entities = Number(counts?.entities);
  const others = entities - Number(counts?.recorded);
  if (others > 0) {
    throw new Misconfigured(
      `The database holds ${others} nodes labelled Entity that are not Entente's, and Entente keeps its own under that label. Give it another database: NEO4J_DATABASE names one.`,
    );
  }
  return entities > 0 ? 1 : LAYOUT;
}

/**
 * Prepares a database for this version: creates constraints and indexes, and upgrades the layout of older data.
 * Servers that start at the same time upgrade one after another.
 *
 * @throws Misconfigured before anything is written, if a newer version wrote the database or others use its label.
 * @throws InvalidOntology before anything is written, if two fields of a type would be stored in the same property.
 */
export async function prepareLayout(graph: Graph, ontology: Ontology): Promise<void> {
  checkProperties(ontology);
  const stored = await graph.read((unit) => layoutOf(unit, 'read-layout'));
  if (stored > LAYOUT) {
    throw new Misconfigured(
      `The database was written by a newer Entente: it has layout ${stored}, and this version knows layouts up to ${LAYOUT}. Run the newer version, or name another database.`,
    );
  }
  await graph.define(definitions(ontology, graph.capabilities));
  const [row] = await graph.read((unit) => unit.run(statement('read-layout')));
  if (row?.layout === LAYOUT) return;
  await graph.write(
    async (unit) => {
      for (let layout = await layoutOf(unit, 'lock-layout'); layout < LAYOUT; layout += 1) {
        await upgrades[layout]?.(unit, ontology);
      }
      await unit.run(statement('set-layout', { layout: LAYOUT }));
    },
    { deadline: UPGRADING },
  );
}

/**
 * The same, and if the database does not let its user create what is missing, checks that facts can be read all the same.
 *
 * @returns what the database does not allow, in a sentence; null if it is prepared
 * @throws NotAllowed if its layout is older, as this version would misread it
 */
export async function prepareToRead(graph: Graph, ontology: Ontology): Promise<NotAllowed | null> {
  try {
    await prepareLayout(graph, ontology);
    return null;
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const { message, missing } = error;
    const stored = await graph.read((unit) => layoutOf(unit, 'read-layout'));
    if (stored < LAYOUT) {
      throw new NotAllowed(
        `The database has layout ${stored} of an older Entente, and this version reads layout ${LAYOUT}. Start it once as a user who may write, which upgrades the database. ${message}`,
        { missing, cause: error },
      );
    }
    const [row] = await graph.read((unit) => unit.run(statement('count-entities')));
    const isEmpty = Number(row?.total) === 0;
    return new NotAllowed(`${isEmpty ? 'The database is empty, and nothing can be imported. ' : ''}${message}`, {
      missing,
      cause: error,
    });
  }
}

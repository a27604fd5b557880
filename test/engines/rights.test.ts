import { describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../src/engines/neo4j/capabilities.ts';
import { NotAllowed } from '../../src/errors.ts';
import type { Row } from '../../src/graph/port/graph.ts';
import { definitions } from '../../src/graph/storage/constraints.ts';
import { LAYOUT, prepareLayout, prepareToRead } from '../../src/graph/storage/layout.ts';
import { createOntology } from '../../src/ontology/ontology.ts';
import { BoltFailure } from '../support/bolt/connection.ts';
import { answering } from '../support/bolt/data.ts';
import type { Data } from '../support/bolt/member.ts';
import { clusterOf } from './cluster-graph.ts';

const ontology = createOntology();
const wanted = definitions(ontology, CAPABILITIES);
const names = wanted.map(({ name }) => name);

const FORBIDDEN = 'Neo.ClientError.Security.Forbidden';
const READ_ONLY = 'Neo.ClientError.General.WriteOnReadOnlyAccessDatabase';

/** A database with rights: which constraints and indexes it has, what its user may do, and its layout. */
interface Rights {
  has: readonly string[];
  /** The code of the failure of each definition and of each write; null if they are allowed. */
  refuses: string | null;
  hides?: boolean;
  layout?: number | null;
  entities?: number;
}

const database = (rights: Rights): Data =>
  answering(({ text }): readonly Row[] => {
    const { has, refuses, hides = false, layout = LAYOUT, entities = 0 } = rights;
    const isSchema = /^(CREATE (CONSTRAINT|INDEX|FULLTEXT))/.test(text);
    if (hides && text.startsWith('SHOW')) throw new BoltFailure(FORBIDDEN);
    if (text.startsWith('SHOW INDEXES')) return has.map((name) => ({ name }));
    if (text.startsWith('SHOW') || text.startsWith('CALL')) return [];
    if (refuses && (isSchema || /\b(CREATE|MERGE|SET)\b/.test(text))) throw new BoltFailure(refuses);
    if (isSchema) {
      rights.has = [...rights.has, text.split(' ')[text.includes('FULLTEXT') ? 3 : 2] ?? ''];
      return [];
    }
    if (text.includes('database.layout AS layout')) return [{ layout }];
    if (text.includes('AS recorded')) return [{ entities, recorded: entities }];
    return [{ total: entities }];
  });

const GRANT =
  'Neo4j does not allow the user in NEO4J_USERNAME to write: grant it the role architect (GRANT ROLE architect TO …), or use one that has it.';
const ADMINISTRATOR = 'Or let an administrator run there what "entente print definitions" prints.';
const ONLY_READS = 'Entente only reads until they are there: slower, and without what they serve, such as search.';

describe('a user without the right to create constraints and indexes', () => {
  test('reads, and is told what is missing', async () => {
    const rights: Rights = { has: names.slice(2), refuses: FORBIDDEN, entities: 3 };
    const { graph } = await clusterOf(['one', 'two'], { data: database(rights) });
    const refused = await prepareToRead(graph, ontology);
    const sentence = `Neo4j refuses to create constraints and indexes. 2 that Entente needs are missing: ${names[0]}, ${names[1]}. ${ONLY_READS} ${GRANT} ${ADMINISTRATOR}`;
    expect([refused?.message, refused?.missing]).toEqual([sentence, names.slice(0, 2)]);
    expect(await graph.refusal?.()).toBe(sentence);
    await expect(graph.write((unit) => unit.run({ text: 'CREATE (n)', parameters: {} }))).rejects.toThrow(sentence);
    // An administrator creates them.
    rights.has = names;
    expect(await graph.refusal?.()).toBeNull();
  });

  test('is told of the first few of many', async () => {
    const { graph } = await clusterOf(['one'], { data: database({ has: [], refuses: FORBIDDEN }), scheme: 'bolt' });
    const refused = await prepareToRead(graph, ontology);
    expect(refused?.message).toContain(
      `${names.length} that Entente needs are missing: ${names.slice(0, 3).join(', ')} and ${names.length - 3} more.`,
    );
    expect(refused?.message).toMatch(/^The database is empty, and nothing can be imported\. /);
    expect(refused?.missing).toEqual(names);
  });

  test('is not told of any if all are there', async () => {
    const { cluster, graph } = await clusterOf(['one', 'two'], { data: database({ has: names, refuses: FORBIDDEN }) });
    expect(await prepareToRead(graph, ontology)).toBeNull();
    expect(await graph.refusal?.()).toBeNull();
    expect(new Set(cluster.seen.map(({ mode }) => mode))).toEqual(new Set(['READ']));
  });

  test('may not import', async () => {
    const { graph } = await clusterOf(['one'], { data: database({ has: [], refuses: FORBIDDEN }), scheme: 'bolt' });
    await expect(prepareLayout(graph, ontology)).rejects.toThrow(NotAllowed);
  });

  test('is told if it may not even see them', async () => {
    const data = database({ has: names, refuses: FORBIDDEN, hides: true, entities: 1 });
    const { graph } = await clusterOf(['one'], { data, scheme: 'bolt' });
    expect((await prepareToRead(graph, ontology))?.message).toBe(
      `Neo4j refuses to create constraints and indexes. It does not show either whether those that Entente needs are there. ${ONLY_READS} ${GRANT} ${ADMINISTRATOR}`,
    );
  });

  test('is refused a database of an older layout, which it could not upgrade', async () => {
    const { graph } = await clusterOf(['one'], {
      data: database({ has: names, refuses: FORBIDDEN, layout: LAYOUT - 1, entities: 1 }),
      scheme: 'bolt',
    });
    await expect(prepareToRead(graph, ontology)).rejects.toThrow(
      `The database has layout ${LAYOUT - 1} of an older Entente, and this version reads layout ${LAYOUT}. Start it once as a user who may write, which upgrades the database. ${GRANT}`,
    );
  });
});

test('a database that is read-only says how to make it writable', async () => {
  const { graph } = await clusterOf(['one', 'two'], {
    data: database({ has: names, refuses: READ_ONLY, layout: null }),
  });
  expect((await prepareToRead(graph, ontology))?.message).toBe(
    'The database is empty, and nothing can be imported. The database is read-only in Neo4j: make it writable there (server.databases.read_only, or ALTER DATABASE … SET ACCESS READ WRITE).',
  );
});

test('an allowed user creates what is missing, at the leader', async () => {
  const rights: Rights = { has: names.slice(1), refuses: null };
  const { cluster, graph } = await clusterOf(['one', 'two'], { data: database(rights) });
  expect(await prepareToRead(graph, ontology)).toBeNull();
  expect(rights.has).toEqual([...names.slice(1), names[0]]);
  const created = cluster.seen.filter(({ mode }) => mode === 'WRITE');
  expect(created.map(({ member, text }) => [member, text.split(' ').slice(0, 3).join(' ')])).toEqual([
    ['one', `CREATE CONSTRAINT ${names[0]}`],
    ['one', 'CALL db.awaitIndexes(600)'],
  ]);
});

test('a search without its index says so', async () => {
  const data = answering(() => {
    throw new BoltFailure(
      'Neo.ClientError.Procedure.ProcedureCallFailed',
      'Failed to invoke procedure `db.index.fulltext.queryNodes`: Caused by: java.lang.IllegalArgumentException: There is no such fulltext schema index: entente_tokens',
    );
  });
  const { graph } = await clusterOf(['one'], { data, scheme: 'bolt', agent: 'any' });
  await expect(graph.read((unit) => unit.run({ text: 'CALL …', parameters: {} }))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/^Search needs the full-text index entente_tokens, which is missing in Neo4j\./),
  });
});

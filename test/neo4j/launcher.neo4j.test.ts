import neo4j, { type Driver } from 'neo4j-driver';
import { describe, expect, inject, test } from 'vitest';
import { startNeo4j, versionOf } from './server.js';

const servers = inject('neo4j');
const notTested = inject('neo4jNotTested');

/** Runs a function with its own driver. */
async function withDriver<T>(
  uri: string,
  username: string,
  password: string,
  use: (driver: Driver) => Promise<T>,
): Promise<T> {
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
  try {
    return await use(driver);
  } finally {
    await driver.close();
  }
}

// Reports the servers that this run did not test, and why.
for (const reason of notTested) test.skip(`not tested: ${reason}`, () => {});

describe.each(servers)('$name', ({ version, uri, username, password, database }) => {
  const where = database === undefined ? {} : { database };

  test('answers with the right password', async () => {
    await withDriver(uri, username, password, async (driver) => {
      const { records } = await driver.executeQuery('RETURN 1 AS one', {}, where);
      expect(records.map((record) => record.get('one'))).toEqual([1]);
    });
  });

  test('refuses a wrong password', async () => {
    await withDriver(uri, username, `${password}x`, async (driver) => {
      await expect(driver.executeQuery('RETURN 1', {}, where)).rejects.toMatchObject({
        code: 'Neo.ClientError.Security.Unauthorized',
      });
    });
  });

  // A server that NEO4J_URI names is not ours to kill.
  test.skipIf(version === 'unknown')('keeps its data and password when it is killed and restarted', async () => {
    const first = await startNeo4j({ version });
    try {
      await withDriver(first.uri, first.username, first.password, async (driver) => {
        await driver.executeQuery('CREATE (:Kept {name: $name})', { name: versionOf(version).name });
      });
      await first.kill();
      const second = await startNeo4j({ version, folder: first.folder, port: first.port });
      try {
        expect(second.password).toBe(first.password);
        await withDriver(second.uri, second.username, second.password, async (driver) => {
          const { records } = await driver.executeQuery('MATCH (kept:Kept) RETURN kept.name AS name');
          expect(records.map((record) => record.get('name'))).toEqual([versionOf(version).name]);
        });
      } finally {
        await second.stop();
      }
    } finally {
      await first.stop();
    }
  });
});

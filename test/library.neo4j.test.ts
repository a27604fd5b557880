import { describe, expect, inject, test } from 'vitest';
import { createEntente } from '../src/index.ts';
import { emptied } from './neo4j/opened.ts';
import { PATIENCE } from './support/patience.ts';

for (const server of inject('neo4j')) {
  describe(server.name, () => {
    test('the library opens, records into and answers from a Neo4j database', async () => {
      await (await emptied(server)).close();
      const { uri, username, password, database } = server;
      const neo4j = { uri, username, password, ...(database && { database }), acquisitionTimeout: PATIENCE };
      const entente = await createEntente({ neo4j, timeout: PATIENCE });
      try {
        const names = [{ text: 'Report', language: 'en' }];
        const sources = [{ document: 'document:report' }];
        await entente.record({ entities: [{ id: 'document:report', names, sources }] });
        const url = 'http://localhost/graphql?query={documents{nodes{name}}}';
        expect(await (await entente.fetch(new Request(url))).json()).toEqual({
          data: { documents: { nodes: [{ name: 'Report' }] } },
        });
      } finally {
        await entente.close();
      }
    });
  });
}

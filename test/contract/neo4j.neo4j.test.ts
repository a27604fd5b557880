import { inject } from 'vitest';
import { emptied, opened } from '../neo4j/opened.ts';
import { isWhole } from '../support/extent.ts';
import { announcedContract } from './announced.ts';
import { aroundContract } from './around.ts';
import { betweenContract } from './between.ts';
import { certaintyContract } from './certainty.ts';
import { contract } from './contract.ts';
import { defaultsContract } from './defaults.ts';
import { evidenceContract } from './evidence.ts';
import { exportContract } from './export.ts';
import { groupsContract } from './groups.ts';
import { hierarchyContract } from './hierarchy.ts';
import { importContract } from './import.ts';
import { outsideIdsContract } from './outside-ids.ts';
import { timeContract } from './time.ts';

for (const server of inject('neo4j')) {
  const engine = { open: () => emptied(server), again: () => opened(server) };
  contract(server.name, engine);
  defaultsContract(server.name, engine);
  groupsContract(server.name, engine);
  hierarchyContract(server.name, engine);
  outsideIdsContract(server.name, engine);
  // A short run has the questions for the rest: Neo4j takes minutes to plan the statements of these.
  if (!isWhole) continue;
  timeContract(server.name, engine);
  announcedContract(server.name, engine);
  certaintyContract(server.name, engine);
  aroundContract(server.name, engine);
  evidenceContract(server.name, engine);
  betweenContract(server.name, engine);
  exportContract(server.name, engine);
  importContract(server.name, engine);
}

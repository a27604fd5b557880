import { inject } from 'vitest';
import { timelineContract } from './contract/timeline.ts';
import { emptied } from './neo4j/opened.ts';

for (const server of inject('neo4j')) timelineContract(server.name, { open: () => emptied(server) });

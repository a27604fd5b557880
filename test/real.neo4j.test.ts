import { inject } from 'vitest';
import { realContract } from './contract/real.ts';
import { emptied } from './neo4j/opened.ts';

for (const server of inject('neo4j')) realContract(server.name, { open: () => emptied(server) });

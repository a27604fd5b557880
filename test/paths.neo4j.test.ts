import { inject } from 'vitest';
import { pathsContract } from './contract/paths.ts';
import { emptied } from './neo4j/opened.ts';

for (const server of inject('neo4j')) pathsContract(server.name, { open: () => emptied(server) });

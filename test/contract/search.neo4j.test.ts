import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { searchContract } from './search.ts';

for (const server of inject('neo4j')) searchContract(server.name, { open: () => emptied(server) });

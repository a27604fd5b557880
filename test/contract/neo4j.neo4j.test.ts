import { inject } from 'vitest';
import { emptied, opened } from '../neo4j/opened.ts';
import { contract } from './contract.ts';

for (const server of inject('neo4j')) {
  contract(server.name, { open: () => emptied(server), again: () => opened(server) });
}

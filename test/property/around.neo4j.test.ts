import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkAround } from './around.ts';

for (const server of inject('neo4j')) checkAround(server.name, () => emptied(server), 2, 12);

import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkBetween } from './between.ts';

for (const server of inject('neo4j')) checkBetween(server.name, () => emptied(server), 2, 12);

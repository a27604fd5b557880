import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkPaths } from './paths.ts';

for (const server of inject('neo4j')) checkPaths(server.name, () => emptied(server), { worlds: 60, questions: 3 });

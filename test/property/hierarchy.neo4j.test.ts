import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkHierarchies } from './hierarchy.ts';

for (const server of inject('neo4j')) checkHierarchies(server.name, () => emptied(server), 2, 20);

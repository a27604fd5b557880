import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkQuestions } from './check.ts';

// Neo4j plans each statement again, so there are fewer queries.
for (const server of inject('neo4j')) checkQuestions(server.name, () => emptied(server), 4, 15);

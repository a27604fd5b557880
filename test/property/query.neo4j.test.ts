import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { PATIENCE, queryProperty } from './query.ts';

// Each question is a statement that Neo4j has to plan anew, so there are fewer of them.
for (const server of inject('neo4j'))
  queryProperty(server.name, () => emptied(server, { deadline: PATIENCE }), { sets: 3, questions: 10 });

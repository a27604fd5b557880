import { inject } from 'vitest';
import { emptied } from './neo4j/opened.ts';
import { questions } from './questions.ts';

for (const server of inject('neo4j')) questions(server.name, () => emptied(server));

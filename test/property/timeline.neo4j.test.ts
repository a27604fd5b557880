import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkTimelines } from './timeline.ts';

// Neo4j plans each statement again, so there are fewer queries.
for (const server of inject('neo4j')) checkTimelines(server.name, () => emptied(server), 2, 8);

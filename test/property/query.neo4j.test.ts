import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { queryProperty } from './query.ts';

for (const server of inject('neo4j')) queryProperty(server.name, () => emptied(server));

import { inject } from 'vitest';
import { emptied } from '../neo4j/opened.ts';
import { checkOrder } from './order.ts';

for (const server of inject('neo4j')) checkOrder(server.name, () => emptied(server), 5);

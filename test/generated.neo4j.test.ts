import { inject } from 'vitest';
import { generatedExamples } from './generated.ts';
import { emptied } from './neo4j/opened.ts';

for (const server of inject('neo4j')) generatedExamples(server.name, () => emptied(server));

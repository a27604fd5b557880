import { expect, test } from 'vitest';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { LARGEST_WHOLE } from '../src/graph/cypher/timeline.ts';
import { createOntology } from '../src/ontology/ontology.ts';
import { timelineContract } from './contract/timeline.ts';
import { PATIENCE } from './support/patience.ts';
import { serverOver } from './support/served.ts';

timelineContract('embedded, memory', { open: () => openEmbedded(null, PATIENCE) });

test('without "of", a timeline reads part of a large graph but not the whole', async () => {
  const graph = openEmbedded(null, PATIENCE);
  const text = `UNWIND range(0, ${LARGEST_WHOLE}) AS i CREATE (:Entity:EntenteArea {id: 'area:' + toString(i)})`;
  await graph.write((unit) => unit.run({ text, parameters: {} }), { deadline: PATIENCE });
  const ask = serverOver(graph, createOntology());
  const { errors } = await ask('{ timeline { totalCount } }');
  expect(errors?.[0]).toMatchObject({
    message: `A timeline without "of" covers all entities, at most ${LARGEST_WHOLE}; there are ${LARGEST_WHOLE + 1}. Name entities in "of", or one type in "types".`,
    extensions: { code: 'LIMIT_EXCEEDED' },
  });
  expect((await ask('{ timeline(types: [EVENT]) { totalCount } }')).data).toEqual({ timeline: { totalCount: 0 } });
  await graph.close();
});

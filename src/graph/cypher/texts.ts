import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology, relationBase } from '../../ontology/ontology.ts';
import { foldedColumn } from '../encoding/values.ts';
import type { Statement } from '../port/graph.ts';
import type { TimeTravel } from '../query/query.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { stateOf } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/** Which texts to search: a property of relations, or the summaries of entities. */
export type TextPlace = 'role' | 'note' | 'summary';

/** For each word, its forms in the form in which texts are compared. */
type Words = readonly (readonly string[])[];

/**
 * Finds texts that contain all words: rows { id, text }, where `id` is that of the entity with the summary, or at which the
 * relation begins. Of too many, the shortest. Every text is read, because texts have no index: 35,000 summaries take
 * about 0.2 s.
 */
export function composeTexts(
  ontology: Ontology,
  place: TextPlace,
  { words, types, limit }: { readonly words: Words; readonly types: readonly string[]; readonly limit: number },
  timeTravel: TimeTravel,
): Statement | null {
  const cypher = new CypherBuilder(ontology, timeTravel);
  const contains = (holder: string) =>
    words.map((forms) => {
      const some = forms.map((form) => `${holder}.${foldedColumn(place)} CONTAINS ${cypher.value(form)}`);
      return some.length > 1 ? `(${some.join(' OR ')})` : (some[0] as string);
    });
  const ofType = types.length > 0 ? [`(${types.map((type) => `n:${cypher.label(type)}`).join(' OR ')})`] : [];
  const shortest = `WITH DISTINCT id, text ORDER BY size(text), id, text LIMIT ${cypher.value(limit)}\nRETURN id, text`;
  if (place === 'summary') {
    const matched = `MATCH (n:${ANY})`;
    const text = [
      matched,
      ...whereClause([...ofType, ...entityIsVisible(cypher, ANY, 'n')]),
      `WITH n, ${stateOf(cypher, 'n')} AS y`,
      ...whereClause(contains('y')),
      `WITH n.id AS id, y.summary AS text`,
      shortest,
    ];
    return { text: text.join('\n'), parameters: cypher.parameters };
  }
  const holding = ontology.relations.filter(
    ({ properties }) => (({ ...relationBase, ...properties }) as Fields)[place]?.kind === 'text',
  );
  if (holding.length === 0) return null;
  const step = { types: holding.map(({ type }) => type), direction: 'OUT', target: ANY } as const;
  const text = [
    `MATCH ${cypher.pattern('n', step, 'r', 'm', false)}`,
    ...whereClause([
      ...contains('r'),
      ...ofType,
      ...relationIsVisible(cypher, step, 'r', 'm', null),
      ...entityIsVisible(cypher, ANY, 'n'),
    ]),
    `WITH n.id AS id, r.${place} AS text`,
    shortest,
  ];
  return { text: text.join('\n'), parameters: cypher.parameters };
}

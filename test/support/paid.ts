import { checkFacts } from '../../src/ingest/facts/check.ts';
import { readDataFile } from '../../src/ingest/schema/data-file.ts';
import type { Facts } from '../../src/ontology/facts.ts';
import type { Ontology } from '../../src/ontology/ontology.ts';

/** What each project's funders pay. Adding them as floats, in any order, gets the last digit of most sums wrong. */
const AMOUNTS = [
  [7693.49, 4504.64, 9470.35, 8147.83, 501.07],
  [313.77, 3448.7, 2224.25, 3022.95, 6803.21],
  Array.from({ length: 10 }, () => 0.1),
  [12_000_000.1, 8_400_000_000, 0.2],
  [5, 7],
];

/** Projects with several funders. */
export function paidFacts(ontology: Ontology): Facts {
  const sources = [{ document: 'document:paid' }];
  const named = (id: string) => ({ id, names: [{ text: id, language: 'en' }], sources });
  const bodies = Math.max(...AMOUNTS.map(({ length }) => length));
  const file = {
    entente: 1,
    entities: [
      named('document:paid'),
      ...AMOUNTS.map((_amounts, i) => named(`project:paid-${i}`)),
      ...Array.from({ length: bodies }, (_, i) => named(`institution:pays-${i}`)),
    ],
    relations: AMOUNTS.flatMap((amounts, project) =>
      amounts.map((amount, i) => ({
        type: 'FUNDS',
        from: `institution:pays-${i}`,
        to: `project:paid-${project}`,
        amounts: [{ amount, currency: 'EUR' }],
        sources,
      })),
    ),
  };
  return checkFacts([readDataFile('paid.json', JSON.stringify(file))], ontology).facts;
}

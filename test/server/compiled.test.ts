import { expect, test } from 'vitest';
import { bundled } from '../support/served.ts';

const { ask } = await bundled();

/** Operations are walked once and compiled when they come again. */
async function thrice(query: string, variables: Record<string, unknown>) {
  const [first, ...again] = [await ask(query, variables), await ask(query, variables), await ask(query, variables)];
  for (const answer of again) expect(answer).toEqual(first);
  return first;
}

const QUERY = `query ($where: InstitutionWhere, $orderBy: [InstitutionOrder!] = [{ id: DESC }], $n: Int = 2, $ids: Boolean = true) {
  institutions(where: $where, orderBy: $orderBy, first: $n) { nodes { id @include(if: $ids) country } }
}`;

test('a variable of a recursive type gives the same response each time', async () => {
  const where = { and: [{ country: { eq: 'kr' } }, { not: { kind: { eq: 'MINISTRY' } } }] };
  const answer = await thrice(QUERY, { where });
  expect(answer.data.institutions.nodes).toEqual([
    { id: 'institution:republic-of-korea', country: 'KR' },
    { id: 'institution:hpc-resource-operators-korea', country: 'KR' },
  ]);
});

test('defaults, nulls and missing variables give the same response each time', async () => {
  const { data } = await thrice(QUERY, { n: null, orderBy: null, ids: false, where: { country: { eq: 'KR' } } });
  expect(data.institutions.nodes[0]).toEqual({ country: 'KR' });
  expect((await thrice(QUERY, {})).data.institutions.nodes).toHaveLength(2);
});

test('invalid variables give the same message each time', async () => {
  const { errors } = await thrice(QUERY, { where: { country: { equals: 'KR' } } });
  expect(errors?.[0]?.message).toMatch(/^Variable "\$where" got invalid value/);
});

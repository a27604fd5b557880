import { expect } from 'vitest';
import { browserTest, counted, namesIn, opened, soon, tab } from './visit.ts';

browserTest('GraphiQL opens with the question of what is on the screen, and answers it', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await soon(() => counted(page)).toEqual([11, 21]);
  await tab(page, 'Table').click();
  const names = await namesIn(page);
  await tab(page, 'Ask').click();
  const run = page.getByRole('button', { name: /^Execute query/ });
  await page.getByRole('region', { name: 'Query Editor' }).getByText('query Picture').waitFor();
  const coming = page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') && (response.request().postData() ?? '').includes('query Picture'),
  );
  await run.click();
  const { data } = await (await coming).json();
  const answered: { label: { text: string } }[] = data.neighborhood.entities;
  expect(answered.map(({ label }) => label.text).sort()).toEqual(names.sort());
  expect(data.neighborhood.relations).toHaveLength(21);
  await page.getByRole('region', { name: 'Result Window' }).getByText('neighborhood').waitFor();
});

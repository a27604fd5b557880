import { expect } from 'vitest';
import { browserTest, button, details, eventually, evidenceIn, sharedLink, visit } from './visit.ts';

const COUNCIL_2 = 'Second ROK-EU Digital Partnership Council';
const CHIPS = 'ROK-EU semiconductor research project';
const SIX_G = 'ROK-EU 6G research project';
const ARTICLE = 'KERC article on the second ROK-EU council';

browserTest('twelve clicks lead to who funds what the second council announced, with sources and a link', async () => {
  const page = await visit();
  let clicks = 0;
  await page.exposeFunction('onClick', () => {
    clicks += 1;
  });
  await page.evaluate(() =>
    addEventListener('click', () => (globalThis as unknown as { onClick(): void }).onClick(), { capture: true }),
  );
  const group = (name: string) => details(page).getByRole('region', { name, exact: true });
  const rows = (name: string) =>
    group(name)
      .getByRole('row')
      .evaluateAll((list) =>
        list
          .map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText))
          .filter((cells) => cells.length > 0)
          .map(([entity = '', amounts = '']) => [
            entity.trim().split('\n')[0],
            amounts.replaceAll('\u00a0', ' ').split('\n').filter(Boolean),
          ]),
      );
  const isRead = (name: string) => details(page).getByRole('heading', { level: 2, name, exact: true }).waitFor();
  const budget = async () => {
    const amounts = await details(page).getByRole('region', { name: 'Facts' }).getByRole('listitem').allInnerTexts();
    return amounts.map((amount) => amount.replaceAll('\u00a0', ' '));
  };

  await page.getByRole('button', { name: COUNCIL_2 }).click();
  await isRead(COUNCIL_2);
  const announced = group('announced')
    .getByRole('row', { name: /^Project / })
    .getByRole('button');
  await eventually(() => announced.allInnerTexts()).toEqual([SIX_G, CHIPS]);

  await button(group('announced'), SIX_G).click();
  await isRead(SIX_G);
  expect(await budget()).toEqual(['EUR 5,000,000', 'about KRW 7,300,000,000']);
  await eventually(() => rows('is funded by')).toEqual([
    ['European Union', ['EUR 3,000,000', 'about KRW 4,300,000,000']],
    ['Republic of Korea', ['KRW 3,000,000,000']],
  ]);
  for (const payer of ['European Union', 'Republic of Korea']) {
    const row = group('is funded by').getByRole('row', { name: payer });
    await row.getByText('1 source').click();
    await eventually(async () => (await evidenceIn(row)).at(-1)).toEqual([
      ARTICLE,
      'paragraph 8',
      'KERC',
      '27 March 2024',
    ]);
  }

  await button(group('was announced at'), COUNCIL_2).click();
  await isRead(COUNCIL_2);
  await button(group('announced'), CHIPS).click();
  await isRead(CHIPS);
  expect(await budget()).toEqual(['EUR 12,000,000', 'about KRW 16,800,000,000']);
  await eventually(() => rows('is funded by')).toEqual([
    ['European Union', ['KRW 8,400,000,000']],
    ['Republic of Korea', ['KRW 8,400,000,000']],
  ]);
  for (const payer of ['European Union', 'Republic of Korea']) {
    const row = group('is funded by').getByRole('row', { name: payer });
    await row.getByText('1 source').click();
    await eventually(async () => (await evidenceIn(row)).at(-1)).toEqual([
      ARTICLE,
      'paragraph 7',
      'KERC',
      '27 March 2024',
    ]);
  }

  const link = await sharedLink(page);
  expect(clicks).toBe(9);

  const other = await visit(link);
  await details(other).getByRole('heading', { level: 2, name: CHIPS, exact: true }).waitFor();
});

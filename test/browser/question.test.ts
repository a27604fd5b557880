import { expect } from 'vitest';
import { browserTest, button, details, eventually, sharedLink, visit } from './visit.ts';

browserTest(
  'without GraphQL, a user finds what the second council announced, who pays what, and the sources',
  async () => {
    const page = await visit();
    let clicks = 0;
    const click = async (target: { click(): Promise<void> }) => {
      clicks += 1;
      await target.click();
    };
    const COUNCIL = 'Second ROK-EU Digital Partnership Council';
    await click(page.getByRole('button', { name: `Event ${COUNCIL}`, exact: true }));
    await details(page).getByRole('heading', { level: 2, name: COUNCIL }).waitFor();
    const announced = details(page).getByRole('region', { name: 'announced' }).getByRole('row');
    await eventually(() => announced.getByRole('img', { name: 'Project' }).count()).toBe(2);
    const projects = announced.filter({ has: page.getByRole('img', { name: 'Project' }) }).getByRole('button');
    const names = (await projects.allInnerTexts()).filter((text) => !text.startsWith('Copy'));
    expect(names).toEqual(['ROK-EU 6G research project', 'ROK-EU semiconductor research project']);

    const paid: string[][] = [];
    for (const name of names) {
      await click(button(details(page).getByRole('region', { name: 'announced' }), name));
      await details(page).getByRole('heading', { level: 2, name }).waitFor();
      const funders = details(page).getByRole('region', { name: 'is funded by' }).getByRole('row');
      await eventually(() => funders.count()).toBe(3);
      for (const row of (await funders.all()).slice(1)) {
        await click(row.getByText('1 source'));
        const cells = await row.getByRole('cell').allInnerTexts();
        paid.push(cells.map((cell) => cell.replace(/\s+/g, ' ').trim()));
      }
      if (name === names.at(-1)) break;
      await click(button(details(page).getByRole('region', { name: 'was announced at' }), COUNCIL));
      await details(page).getByRole('heading', { level: 2, name: COUNCIL }).waitFor();
    }
    const statedIn = (paragraph: string) =>
      `Who says so: 1 source KERC article on the second ROK-EU council ${paragraph} KERC27 March 2024 Copy a link to cite`;
    expect(paid).toEqual([
      [`European Union ${statedIn('paragraph 8')}`, 'EUR 3,000,000 about KRW 4,300,000,000'],
      [`Republic of Korea The article gives this share in won only. ${statedIn('paragraph 8')}`, 'KRW 3,000,000,000'],
      [`European Union Half of the sum in won. ${statedIn('paragraph 7')}`, 'KRW 8,400,000,000'],
      [`Republic of Korea Half of the sum in won. ${statedIn('paragraph 7')}`, 'KRW 8,400,000,000'],
    ]);

    // Share.
    clicks += 1;
    const link = await sharedLink(page);
    expect(clicks).toBeLessThanOrEqual(12);
    const other = await visit(link);
    await details(other).getByRole('heading', { level: 2, name: 'ROK-EU semiconductor research project' }).waitFor();
  },
);

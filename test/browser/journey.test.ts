import { expect } from 'vitest';
import { findOnCanvas } from './on-canvas.ts';
import {
  browserTest,
  button,
  counted,
  details,
  entityRows,
  eventually,
  evidenceIn,
  goToDate,
  namesIn,
  relationRows,
  sharedLink,
  tab,
  visit,
} from './visit.ts';

const COUNCIL_2 = 'Second ROK-EU Digital Partnership Council';
const CHIPS_PROJECT = 'ROK-EU semiconductor research project';
const FORUM = 'First Korea-EU Joint Researcher Forum on Semiconductors';
const PARTNERSHIP = 'ROK-EU Digital Partnership';

const NOT_THEN = `${COUNCIL_2} is not in the graph as of 31 December 2023: it began later or had already ended.`;

browserTest('from a name in Korean to a link that another reader opens, by mouse', async () => {
  const page = await visit();

  // Search, in Korean.
  const search = page.getByRole('combobox', { name: 'Search', exact: true });
  await search.fill('반도체');
  const hits = page.getByRole('listbox', { name: 'Search' }).getByRole('option');
  await eventually(() => hits.allInnerTexts()).toEqual([
    'Semiconductors also called 반도체',
    'Chips Joint Undertaking also called 반도체 공동사업단',
    'ROK-EU semiconductor research project also called 한-EU 반도체 공동연구',
    'Korean next-generation semiconductor R&D project also called 차세대 반도체 연구개발 사업',
    'ROK-EU Forum for Semiconductor Researchers also called 한-EU 반도체 연구자 포럼',
    'First Korea-EU Joint Researcher Forum on Semiconductors also called 제1차 한-EU 반도체 연구자 포럼',
  ]);
  await hits.first().click();

  // The picture.
  await eventually(() => counted(page)).toEqual([11, 24]);
  await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();

  // Expanding adds as many entities as the menu of the node says.
  const { menu } = await findOnCanvas(page, PARTNERSHIP);
  await eventually(() => menu.getByRole('button', { name: /\+\d+$/ }).allInnerTexts()).toEqual([
    'is carried out by +3',
    'has as party +2',
    'covers +10',
    'gives priority to +5',
    'is in line with +2',
    'is the frame of +1',
    'is mentioned in +5',
  ]);
  await menu.getByRole('button', { name: 'covers +10', exact: true }).click();
  await eventually(() => counted(page)).toEqual([21, 48]);
  await page
    .getByRole('status')
    .filter({ hasText: /^10 entities added\.$/ })
    .waitFor();

  // Details, by a click on a node.
  const found = await findOnCanvas(page, COUNCIL_2);
  await page.keyboard.press('Escape');
  await page.mouse.click(found.at.x, found.at.y);
  await details(page).getByRole('heading', { level: 2, name: COUNCIL_2 }).waitFor();

  // Evidence: document, paragraph, publisher and date of one relation.
  const row = details(page)
    .getByRole('region', { name: 'announced' })
    .getByRole('row', { name: /^Project ROK-EU semi/ });
  await row.getByText('1 source').click();
  await eventually(() => evidenceIn(row)).toEqual([
    ['KERC article on the second ROK-EU council', 'paragraph 2', 'paragraph 7', 'KERC', '27 March 2024'],
  ]);

  // Paths from this entity to another.
  const council = await findOnCanvas(page, COUNCIL_2);
  await button(council.menu, 'Paths from here').click();
  const panel = page.getByRole('tabpanel', { name: 'Paths' });
  await panel.getByRole('combobox', { name: 'To: Search' }).fill('hetero');
  await panel.getByRole('option', { name: 'Heterogeneous integration' }).click();
  const paths = panel.getByRole('list').filter({ hasText: 'step' }).locator('> li');
  const said = async () => (await paths.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  await panel.getByText('10 paths, shortest first').waitFor();
  expect((await said()).slice(0, 2)).toEqual([
    `${COUNCIL_2} announced ${CHIPS_PROJECT} avoid through is in the area of Heterogeneous integration 2 steps`,
    `${COUNCIL_2} discussed Semiconductors avoid through is broader than Heterogeneous integration 2 steps`,
  ]);
  // The entities on the paths are in the picture: both sides fund the project.
  await eventually(() => counted(page)).toEqual([23, 63]);

  // One click makes the paths avoid an entity.
  await button(paths.first(), `Avoid ${CHIPS_PROJECT}`).click();
  await eventually(async () => (await said())[0]).toBe(
    `${COUNCIL_2} discussed Semiconductors avoid through is broader than Heterogeneous integration 2 steps`,
  );
  expect((await said()).filter((path) => path.includes(CHIPS_PROJECT))).toEqual([]);

  // Filter a type, hide an entity, and pin another by moving it.
  await button(page, 'Filter').click();
  await page.getByRole('checkbox', { name: /^is held under/ }).uncheck();
  await button(page.getByRole('dialog', { name: 'Filter' }), 'Close').click();
  await eventually(() => counted(page)).toEqual([23, 59]);
  const chips = await findOnCanvas(page, 'Chips Joint Undertaking');
  await button(chips.menu, 'Hide').click();
  await eventually(() => counted(page)).toEqual([22, 57]);
  const moved = await findOnCanvas(page, 'Semiconductors');
  await page.keyboard.press('Escape');
  await page.mouse.move(moved.at.x, moved.at.y);
  await page.mouse.down();
  await page.mouse.move(moved.at.x + 40, moved.at.y + 25, { steps: 4 });
  await page.mouse.up();

  // As of an earlier day, three entities are absent everywhere on the page.
  await goToDate(page, '2023-12-31');
  await page
    .getByText(
      'As of 31 December 2023: what held then is shown; what is dashed only may have. 3 entities in this view are not in the graph at this time.',
    )
    .waitFor();
  await eventually(() => counted(page)).toEqual([19, 36]);
  await tab(page, 'Details').click();
  await page.getByText(NOT_THEN).waitFor();
  await tab(page, 'Table').click();
  const names = await namesIn(page);
  expect(names).toHaveLength(19);
  for (const later of [COUNCIL_2, CHIPS_PROJECT, FORUM]) expect(names).not.toContain(later);
  expect((await relationRows(page)).flat()).not.toContain(COUNCIL_2);
  expect((await entityRows(page)).map(([, name]) => name)).toContain('Semiconductors · pinned');

  // The link.
  const link = await sharedLink(page);
  await eventually(async () => page.url()).toBe(link);

  const other = await visit(link, { locale: 'en-US' });
  await eventually(() => namesIn(other)).toEqual(names);
  expect(await entityRows(other)).toEqual(await entityRows(page));
  expect(await relationRows(other)).toEqual(await relationRows(page));
  await other.getByText('3 entities in this view are not in the graph at this time.').waitFor();
  expect(await tab(other, 'Table').getAttribute('aria-selected')).toBe('true');
  expect(await tab(other, 'Details').getAttribute('aria-selected')).toBe('true');
  await other.getByText(NOT_THEN).waitFor();
  await button(other, 'Filter −2').click();
  const shown = other.getByRole('dialog', { name: 'Filter' });
  expect(await shown.getByRole('checkbox', { checked: false }).count()).toBe(1);
  expect(await shown.getByRole('checkbox', { name: /^is held under/, checked: false }).count()).toBe(1);
  await button(shown, 'Show Chips Joint Undertaking again').waitFor();
  await button(shown, 'Close').click();
  expect(await sharedLink(other)).toBe(link);
});

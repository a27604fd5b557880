import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, inject, onTestFinished } from 'vitest';
import { served } from '../faults/served-process.ts';
import {
  browserTest,
  button,
  counted,
  details,
  eventually,
  expectFaults,
  find,
  menuOf,
  opened,
  tab,
  toggle,
  visit,
} from './visit.ts';

const GONE = 'The server cannot be reached. Nothing is lost: try again when it is back.';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'entente-trouble-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** A link made by hand, in the format of Share. */
const linkOf = (view: unknown) => deflateRawSync(JSON.stringify(view)).toString('base64url');

browserTest(
  'an unreachable server is reported beside each failed action, nothing is lost, and a retry works',
  async () => {
    const data = await folder();
    const first = await served({ ENTENTE_DATA: data });
    const page = await visit(`${first.url}/?entity=area:semiconductors`);
    await eventually(() => counted(page)).toEqual([11, 24]);
    await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();
    // A menu loads its counts from the server when it opens.
    const menu = await menuOf(details(page), 'Semiconductors');
    await menu.getByRole('button', { name: 'is mentioned in +4', exact: true }).waitFor();

    expectFaults(/Failed to load resource: net::ERR_CONNECTION_(REFUSED|RESET)/);
    first.child.kill('SIGKILL');

    // On the stage.
    await menu.getByRole('button', { name: 'is mentioned in +4', exact: true }).click();
    const stage = page.getByRole('tabpanel', { name: 'Picture' });
    await stage.getByRole('alert').filter({ hasText: GONE }).waitFor();
    expect(await counted(page)).toEqual([11, 24]);
    await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();

    // In the search.
    const search = page.getByRole('combobox', { name: 'Search', exact: true });
    await search.fill('quantum');
    await page.getByRole('search').getByRole('alert').filter({ hasText: GONE }).waitFor();

    // In the details; the table still has every row.
    await tab(page, 'Table').click();
    await button(page.getByRole('tabpanel', { name: 'Table' }), 'Neuromorphic computing').click();
    const panel = page.getByRole('tabpanel', { name: 'Details' });
    await panel.getByRole('alert').filter({ hasText: GONE }).waitFor();
    expect(await page.getByRole('tabpanel', { name: 'Table' }).getByRole('rowheader').count()).toBe(11);

    const { port } = new URL(first.url);
    await served({ ENTENTE_DATA: data }, ['--port', port]);

    await button(panel, 'Try again').click();
    await details(page).getByRole('heading', { level: 2, name: 'Neuromorphic computing' }).waitFor();
    await tab(page, 'Picture').click();
    await button(stage, 'Try again').click();
    await eventually(async () => (await counted(page))[0]).toBe(15);
    expect(await page.getByRole('alert').count()).toBe(0);
    await find(page, 'quantum technologies', /^Quantum Technologies/);
    await details(page).getByRole('heading', { level: 2, name: 'Quantum Technologies' }).waitFor();
  },
);

browserTest('a part of the page that fails to load is reported, and a retry works', async () => {
  expectFaults(/Failed to load resource: net::ERR_FAILED/);
  const page = await visit();
  const parts = /\/assets\/(canvas|graphiql)-/;
  await page.route(parts, (route) => route.abort());
  await find(page, 'semiconductors', 'Semiconductors');
  for (const [name, part] of [
    ['Picture', page.getByRole('img', { name: /^A picture of 11/ }).locator('canvas')],
    ['Query', page.getByRole('region', { name: 'Query Editor' })],
  ] as const) {
    await tab(page, name).click();
    const stage = page.getByRole('tabpanel', { name });
    await stage.getByRole('alert').filter({ hasText: GONE }).waitFor();
    expect(await part.count()).toBe(0);
    await page.unroute(parts);
    await button(stage, 'Try again').click();
    await part.first().waitFor();
    expect(await stage.getByRole('alert').count()).toBe(0);
    await page.route(parts, (route) => route.abort());
  }
});

browserTest('a request that exceeds the time limit is reported', async () => {
  const server = await served({ ENTENTE_DATA: await folder() }, ['--timeout', '1']);
  expectFaults(/the server responded with a status of 504/);
  const page = await visit(server.url);
  const message = page.getByRole('tabpanel', { name: 'Picture' }).getByRole('alert');
  await message.waitFor();
  expect(await message.innerText()).toContain('This took too long and was stopped. Try again, or ask for less.');
  await button(message, 'Try again').waitFor();
});

browserTest('a picture unfolds whatever the ids of its entities are, and what is too much is reported', async () => {
  // More characters than a request may hold.
  const absent = Array.from({ length: 1200 }, (_, i) => [`area:${'x'.repeat(200)}${i}`, i, 0]);
  const view = [1, [['area:semiconductors', 0, 0], ...absent], [], [], null, ['area:semiconductors'], null, 0, 0];
  const page = await visit(`${inject('explorer')}/#${linkOf(view)}`);
  await details(page).getByRole('heading', { level: 2, name: 'Semiconductors' }).waitFor();
  await eventually(() => counted(page)).toEqual([1, 0]);
  expectFaults(/the server responded with a status of 400/);
  const refusal = { message: 'The request is refused.', extensions: { code: 'LIMIT_EXCEEDED' } };
  const menu = await menuOf(details(page), 'Semiconductors');
  const unfold = menu.getByRole('button', { name: /^Show neighbours/ });
  await unfold.waitFor();
  await page.route(/\/graphql/, (route) => route.fulfill({ status: 400, json: { errors: [refusal] } }));
  await unfold.click();
  const message = page.getByRole('tabpanel', { name: 'Picture' }).getByRole('alert');
  await message.waitFor();
  expect(await message.innerText()).toMatch(/^This asks for too much at once\. The request is refused\./);
  expect(await counted(page)).toEqual([1, 0]);
  await page.unroute(/\/graphql/);
  await button(message, 'Try again').click();
  await eventually(async () => ((await counted(page))[0] ?? 0) > 5).toBe(true);
  expect(await message.count()).toBe(0);
});

browserTest('with every entity type filtered out, the page searches for no path and says so', async () => {
  const kinds = ['Minister', 'Institution', 'Area', 'Project', 'Event', 'Agreement', 'Document'];
  const path = [['area:semiconductors'], ['area:quantum'], [], []];
  const view = [1, [], kinds, [], null, null, path, 0, 1];
  const page = await visit(`${inject('explorer')}/#${linkOf(view)}`);
  await page.getByText('All entity types are filtered out, so there is nothing for paths to pass.').waitFor();
});

browserTest('a damaged link is reported, and the page works', async () => {
  const whole = await opened('area:semiconductors', 'Semiconductors');
  await eventually(async () => whole.url()).toContain('#');
  const page = await visit(whole.url().slice(0, -20));
  const message = page.getByText(
    'This link is damaged: its end may be missing. Ask for the link again, or begin with a search.',
  );
  await message.waitFor();
  await find(page, 'semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  await message.waitFor({ state: 'detached' });
});

browserTest('an invalid link is reported until the next action, even if it is opened in an open page', async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  const message = page.getByText('This link is damaged');
  await page.evaluate(() => {
    location.hash = '#zzzz';
  });
  await message.waitFor();
  expect(await counted(page)).toEqual([11, 24]);
  await button(page, 'Clear').click();
  await message.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Second ROK-EU/ }).waitFor();
});

browserTest('entities of a link that the graph lacks are reported, and the rest is shown', async () => {
  const nodes = [
    ['area:semiconductors', 0, 0],
    ['area:no-such-area', 50, 0],
    ['no id at all', 100, 0],
  ];
  const view = [1, nodes, ['Document'], [], null, null, null, 0, 0];
  const page = await visit(`${inject('explorer')}/#${linkOf(view)}`);
  await page.getByText('2 entities in this view are not in this graph.').waitFor();
  expect(await counted(page)).toEqual([1, 0]);

  const other = await visit(`${inject('explorer')}/?entity=area:no-such-area`);
  await other.getByText('Nothing in the graph has this id at this time.').waitFor();
  await other.getByRole('button', { name: /Second ROK-EU/ }).waitFor();
});

browserTest('a refused request is reported with its reason, beside the action', async () => {
  const many = Array.from({ length: 101 }, (_, i) => `area:number-${i}`);
  const view = [
    1,
    [['area:semiconductors', 0, 0]],
    ['Document'],
    [],
    null,
    ['area:semiconductors'],
    [many, ['area:semiconductors'], [], []],
    0,
    1,
  ];
  const page = await visit(`${inject('explorer')}/#${linkOf(view)}`);
  const message = page.getByRole('tabpanel', { name: 'Paths' }).getByRole('alert');
  await message.waitFor();
  expect(await message.innerText()).toContain(
    'The server did not accept this request. "from" expects at most 100 ids; got 101. Ask in several requests.',
  );
  expect(await counted(page)).toEqual([1, 0]);
});

browserTest('the Filter button counts only the filters that hide something in the view', async () => {
  const nodes = [
    ['area:semiconductors', 0, 0],
    ['area:neuromorphic-computing', 100, 0],
  ];
  const view = [1, nodes, ['Document', 'Event'], ['DISCUSSED'], null, null, null, 0, 0];
  const page = await visit(`${inject('explorer')}/#${linkOf(view)}`);
  await eventually(() => counted(page)).toEqual([2, 1]);
  const shown = page.getByRole('button', { name: /^Filter/ });
  expect(await shown.innerText()).toBe('Filter');
  await toggle(page, /^is narrower than/);
  await eventually(() => shown.innerText()).toBe('Filter −1');
});

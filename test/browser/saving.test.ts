import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { SaxesParser } from 'saxes';
import { expect } from 'vitest';
import {
  asked,
  browserTest,
  button,
  counted,
  entityRows,
  eventually,
  expectFaults,
  goToDate,
  namesIn,
  opened,
  relationRows,
  tab,
} from './visit.ts';

/** Saves a file and reads it. */
async function saved(page: Page, kind: string): Promise<{ name: string; bytes: Buffer }> {
  await button(page, 'Save').click();
  const coming = page.waitForEvent('download');
  await button(page.getByRole('dialog', { name: 'Save' }), kind).click();
  const download = await coming;
  const name = download.suggestedFilename();
  await page
    .getByRole('status')
    .filter({ hasText: `Saved as ${name}.` })
    .waitFor();
  return { name, bytes: await readFile(await download.path()) };
}

/** The texts of a well-formed XML file, by their parent elements. */
function read(xml: string): ReadonlyMap<string, readonly string[]> {
  const parser = new SaxesParser({ xmlns: true });
  const texts = new Map<string, string[]>();
  const open: string[] = [];
  parser.on('opentag', ({ name }) => {
    open.push(name);
    if (!texts.has(name)) texts.set(name, []);
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') texts.get(open.at(-1) ?? '')?.push(text);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return texts;
}

const semiconductors = async () => {
  const page = await opened('area:semiconductors', 'Semiconductors');
  await eventually(() => counted(page)).toEqual([11, 24]);
  return page;
};

browserTest('a saved PNG has the size of the picture', async () => {
  const page = await semiconductors();
  const { name, bytes } = await saved(page, 'Image (PNG)');
  expect(name).toMatch(/^entente-\d{4}-\d\d-\d\d\.png$/);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  expect(bytes.toString('latin1', 12, 16)).toBe('IHDR');
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(600);
  expect(bytes.readUInt32BE(20)).toBeGreaterThan(400);
  expect(bytes.length).toBeGreaterThan(20_000);
});

browserTest('a saved SVG is well-formed, with names and a legend', async () => {
  const page = await semiconductors();
  const { name, bytes } = await saved(page, 'Vector image (SVG)');
  expect(name).toMatch(/^entente-\d{4}-\d\d-\d\d\.svg$/);
  const texts = read(bytes.toString('utf8'));
  await tab(page, 'Table').click();
  // The file has the full names even where the drawing shortens them.
  const [title, ...names] = texts.get('title') ?? [];
  expect(title).toBe('11 entities and 24 relations');
  expect(names.toSorted()).toEqual((await namesIn(page)).toSorted());
  expect(texts.get('text')).toEqual(
    expect.arrayContaining(['Institution', 'Area', 'Project', 'Event', 'Agreement', 'is narrower than']),
  );
});

browserTest('saved files name the date of the data', async () => {
  const page = await semiconductors();
  await goToDate(page, '2023-06');
  await page.getByText('As of June 2023: what held then is shown; what is dashed only may have.').waitFor();
  const [entities, relations] = await counted(page);
  const { name, bytes } = await saved(page, 'Vector image (SVG)');
  expect(name).toMatch(/^entente-\d{4}-\d\d-\d\d-as-of-2023-06\.svg$/);
  const said = `${entities} entities and ${relations} relations, as of June 2023`;
  const texts = read(bytes.toString('utf8'));
  expect(texts.get('title')?.[0]).toBe(said);
  expect(texts.get('text')?.[0]).toBe(said);
  expect((await saved(page, 'Image (PNG)')).name).toMatch(/^entente-\d{4}-\d\d-\d\d-as-of-2023-06\.png$/);
  expect((await saved(page, 'Entities (CSV)')).name).toMatch(/^entente-entities-\d{4}-\d\d-\d\d-as-of-2023-06\.csv$/);
});

browserTest('a failed save is reported until the file is saved', async () => {
  const page = await semiconductors();
  expectFaults(/Failed to load resource: net::ERR_FAILED/);
  const part = /\/assets\/save-/;
  await page.route(part, (route) => route.abort());
  await button(page, 'Save').click();
  await button(page.getByRole('dialog', { name: 'Save' }), 'Vector image (SVG)').click();
  await page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' }).waitFor();
  await page.unroute(part);
  await saved(page, 'Vector image (SVG)');
  expect(await page.getByRole('alert').count()).toBe(0);
});

browserTest('the table is saved as CSV', async () => {
  const page = await semiconductors();
  await tab(page, 'Table').click();
  const entities = await saved(page, 'Entities (CSV)');
  expect(entities.name).toMatch(/^entente-entities-\d{4}-\d\d-\d\d\.csv$/);
  const listed = parse(entities.bytes, { bom: true, columns: true }) as Record<string, string>[];
  const shown = (await entityRows(page)).map(([type, name, degree]) => [type, name, degree?.split(' ')[0]]);
  expect(listed.map((row) => [row.type, row.name, row['relations shown']]).sort()).toEqual(shown.sort());

  const relations = await saved(page, 'Relations (CSV)');
  expect(relations.name).toMatch(/^entente-relations-\d{4}-\d\d-\d\d\.csv$/);
  const read = parse(relations.bytes, { bom: true, columns: true }) as Record<string, string>[];
  expect(read.map((row) => [row['from name'], row.reading, row['to name'], row.role]).sort()).toEqual(
    (await relationRows(page)).map((cells) => cells.slice(0, 4)).sort(),
  );
});

browserTest('everything visible is saved as JSON', async () => {
  const page = await semiconductors();
  const { name, bytes } = await saved(page, 'Everything shown (JSON)');
  expect(name).toMatch(/^entente-\d{4}-\d\d-\d\d\.json$/);
  const { asOf, entities, relations } = JSON.parse(bytes.toString('utf8'));
  expect(asOf).toBeNull();
  const ids = entities.map(({ id }: { id: string }) => id);
  const { neighborhood } = await asked(
    `query ($ids: [ID!]!) {
      neighborhood(of: $ids, depth: 0, limit: 500) {
        entities { id }
        relations { id type from { id } to { id } }
      }
    }`,
    { ids },
  );
  expect(ids.sort()).toEqual(neighborhood.entities.map(({ id }: { id: string }) => id).sort());
  const key = ({ id, type, from, to }: any) => `${id} ${type} ${from.id} ${to.id}`;
  expect(relations.map(key).sort()).toEqual(neighborhood.relations.map(key).sort());
});

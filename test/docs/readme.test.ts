import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundled } from '../support/served.ts';

test('the server answers the question of the README as the README shows', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(readme)?.[1] ?? '';
  const { ask } = await bundled();
  expect(await ask(block('graphql'))).toEqual(JSON.parse(block('json')));
});

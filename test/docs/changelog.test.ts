import { readFileSync } from 'node:fs';
import { parser } from 'keep-a-changelog';
import { expect, test } from 'vitest';
import { version } from '../../src/settings.ts';

const text = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
const changelog = parser(text);

test('CHANGELOG.md keeps the format of Keep a Changelog', () => {
  // The parser throws at a line that belongs to no release, and accepts only the six kinds of change.
  expect(changelog.title).toBe('Changelog');
  for (const { version, date, changes } of changelog.releases) {
    const isEmpty = [...changes.values()].every((list) => list.length === 0);
    if (date) expect(isEmpty, `release ${version} lists no change`).toBe(false);
  }
});

test('every line of the changelog belongs to a release', () => {
  const changes = changelog.releases.flatMap((release) => [...release.changes.values()].flat());
  expect(changes.length).toBe(text.match(/^- /gm)?.length);
});

test('the newest release of the changelog is the version of the package', () => {
  const released = changelog.releases.filter((release) => release.date !== undefined);
  expect(String(released[0]?.version)).toBe(version);
});

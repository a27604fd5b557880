import { expect, test } from 'vitest';
import { canonicalUri, canonicalUris, hasCheckCharacter } from '../src/ontology/outside-ids.ts';

const forms: Readonly<Record<string, readonly string[]>> = {
  'https://www.wikidata.org/entity/Q884': [
    'http://www.wikidata.org/entity/Q884',
    'https://wikidata.org/wiki/q884/',
    'https://m.wikidata.org/wiki/Q884',
    'HTTPS://WWW.WIKIDATA.ORG/wiki/Q884',
    'https://www.wikidata.org/wiki/Special:EntityData/Q884.json',
  ],
  'https://ror.org/00abcde12': ['http://ror.org/00abcde12/', 'https://www.ror.org/00ABCDE12'],
  'https://cordis.europa.eu/project/id/101000001': [
    'http://cordis.europa.eu/project/id/101000001/',
    'https://cordis.europa.eu/project/id/101000001/fr',
    'https://cordis.europa.eu/project/id/101000001/factsheet/en',
  ],
  'https://cordis.europa.eu/project/rcn/100001': [
    'http://cordis.europa.eu/project/rcn/100001_en.html',
    'https://cordis.europa.eu/projects/rcn/100001',
  ],
  'https://orcid.org/0000-0002-1825-0097': [
    'http://orcid.org/0000-0002-1825-0097',
    'https://www.orcid.org/0000000218250097/',
  ],
  'https://orcid.org/0000-0002-1694-233X': ['https://orcid.org/0000-0002-1694-233x'],
  'https://isni.org/isni/000000012345672X': [
    'http://www.isni.org/isni/000000012345672x',
    'https://isni.org/isni/0000 0001 2345 672X',
    'https://www.isni.org/0000%200001%202345%20672X',
  ],
  'https://www.grid.ac/institutes/grid.1234.5f': ['http://grid.ac/institutes/GRID.1234.5F/'],
  'https://viaf.org/viaf/12345': ['http://www.viaf.org/viaf/12345/', 'https://viaf.org/en/viaf/12345'],
  'https://doi.org/10.13039/501100000001': ['http://dx.doi.org/10.13039/501100000001'],
};

test.each(Object.entries(forms))('%s has one form, whoever writes it', (canonical, written) => {
  expect([canonical, ...written].map(canonicalUri)).toEqual([canonical, ...written].map(() => canonical));
});

test('other URIs stay as they are written, and so does an id whose check character is wrong', () => {
  const others = [
    'https://en.wikipedia.org/wiki/Q884/',
    'http://example.org/Q884/',
    'https://www.wikidata.org/wiki/Property:P31',
    'https://www.wikidata.org/wiki/Q884#P31',
    'https://ror.org/search?query=x',
    'https://orcid.org/0000-0002-1825-0098',
    'https://isni.org/isni/0000000123456720',
    'https://cordis.europa.eu/article/id/1',
    'urn:x:Q884',
    'https://evil.example/www.wikidata.org/entity/Q884',
  ];
  expect(others.map(canonicalUri)).toEqual(others);
});

test('each id stands once, and a list that needs no change is the same list', () => {
  const two = ['https://en.wikipedia.org/wiki/Quay', 'https://ror.org/00abcde12'];
  expect(canonicalUris(two)).toBe(two);
  expect(canonicalUris([...two, 'http://ror.org/00abcde12', ...two])).toEqual(two);
});

test('the check character follows ISO 7064 MOD 11-2', () => {
  expect(['0000000218250097', '000000021694233X', '0000000218250098', '123'].map(hasCheckCharacter)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

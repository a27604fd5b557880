import { expect, test } from 'vitest';
import { styleOf } from '../../src/explorer/appearance.ts';
import type { ModelQuery } from '../../src/explorer/documents.ts';
import { languages } from '../../src/explorer/i18n.ts';
import { Model } from '../../src/explorer/model.ts';
import { fieldName, LANGUAGES, typeName, valueName } from '../../src/i18n/catalogue.ts';
import { untranslated } from '../../src/i18n/untranslated.ts';

const korean = languages.find(({ language }) => language === 'ko') as (typeof languages)[number];
const english = languages.find(({ language }) => language === 'en') as (typeof languages)[number];

/** The API's response for an ontology with an unknown entity type and an unknown relation type. */
const ontology = {
  entityTypes: [
    { name: 'Institution', idPattern: '^institution:', fields: [{ name: 'kind', kind: 'enum' }] },
    { name: 'Treaty', idPattern: '^treaty:', fields: [{ name: 'startPhase', kind: 'enum' }] },
  ],
  relationTypes: [
    {
      type: 'RATIFIED',
      reading: 'ratified',
      inverseReading: 'was ratified by',
      ends: [{ from: 'Institution', to: 'Treaty' }],
    },
  ],
} as unknown as ModelQuery['ontology'];
const model = new Model(ontology);

test('a new type of the ontology has a style, its ids and its fields', () => {
  expect(styleOf('Treaty', model)).toEqual({ color: expect.any(String), shape: expect.any(String) });
  expect(styleOf('Treaty', model)).not.toEqual(styleOf('Institution', model));
  expect(model.isId('treaty:t')).toBe(true);
  expect(model.kindOf('Treaty', 'START_PHASE')).toBe('enum');
  expect(model.leadingFrom('Treaty', [])).toEqual(['RATIFIED']);
});

test('untranslated words are in English, and marked as English', () => {
  expect(model.reading(korean, 'RATIFIED', 'OUT')).toEqual({ text: 'ratified', language: 'en' });
  expect(model.reading(korean, 'RATIFIED', 'IN')).toEqual({ text: 'was ratified by', language: 'en' });
  expect(typeName(korean, 'Treaty')).toEqual({ text: 'Treaty', language: 'en' });
  expect(fieldName(korean, 'startPhase')).toEqual({ text: 'Start phase', language: 'en' });
  expect(valueName(korean, 'DRAFTED')).toEqual({ text: 'Drafted', language: 'en' });
  expect(model.reading(english, 'RATIFIED', 'OUT')).toEqual({ text: 'ratified' });
});

test('the untranslated words of a language are listed', () => {
  const vocabulary = {
    types: ['Institution', 'Treaty'],
    fields: ['KIND', 'START_PHASE'],
    relations: ['FUNDS', 'RATIFIED'],
    values: ['MINISTRY', 'DRAFTED'],
  };
  const lists = LANGUAGES.map((catalogue) => [catalogue.language, untranslated(catalogue, vocabulary)]);
  expect(Object.fromEntries(lists)).toEqual({
    en: [],
    ko: ['types.Treaty', 'fields.START_PHASE', 'relations.RATIFIED', 'values.DRAFTED'],
  });
});

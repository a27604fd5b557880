import { type Catalogue, en } from './en.ts';

/** The words of an ontology that people see, by the names that the API's enums give them. */
export interface Vocabulary {
  readonly types: readonly string[];
  readonly fields: readonly string[];
  readonly relations: readonly string[];
  readonly values: readonly string[];
}

/**
 * The words that a catalogue doesn't translate, each as its kind and its name: `relations.FUNDS`. Pages show them in
 * English, marked with their language. English needs no translations, as the ontology is written in it.
 */
export function untranslated(catalogue: Catalogue, vocabulary: Vocabulary): string[] {
  if (catalogue.language === en.language) return [];
  return (['types', 'fields', 'relations', 'values'] as const).flatMap((kind) =>
    [...new Set(vocabulary[kind])]
      .filter((name) => !Object.hasOwn(catalogue.model[kind], name))
      .map((name) => `${kind}.${name}`),
  );
}

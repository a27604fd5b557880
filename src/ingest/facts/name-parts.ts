import { folded } from '../../graph/encoding/values.ts';
import { type Name, nameOrigins, type Source } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { idOf, language, nameKind } from '../schema/field-values.ts';
import {
  choice,
  definition,
  integer,
  labelled,
  list,
  object,
  optional,
  record,
  type Schema,
  text,
  transform,
  union,
} from '../schema/schema.ts';

/** Bytes. A key of a Neo4j index can have 8 kB, and contains the id as well. */
const LONGEST_NAME = 6000;
/** Whether a name is too long for an index. */
export const isTooLong = (name: string): boolean => Buffer.byteLength(folded(name)) > LONGEST_NAME;

/** The form of a name in a file. */
export const nameOf = (sources: Schema<readonly Source[]>): Schema<Name> => {
  const parts = object(
    { name: 'a name', description: 'A name with its language.' },
    {
      text: transform(text('The name.'), (written, at, check) =>
        isTooLong(written)
          ? check.report(
              at,
              'a name of at most 2,000 letters, which an index can hold',
              `one of ${written.length} characters`,
            )
          : written,
      ),
      language: language('BCP 47: en, ko.'),
      kind: nameKind,
      origin: optional(choice(nameOrigins, 'Who gives the name. DOCUMENT if left out.')),
      sources: optional(sources),
    },
  );
  return definition(
    'name',
    transform(parts, ({ origin, sources: cited = [], ...name }, at, check): Name | undefined => {
      if (origin === 'ENTENTE' && cited.length > 0)
        return check.report(at, `${name.text} with sources, or with origin ENTENTE if no document gives it`, 'both');
      return { ...name, ...(origin === 'ENTENTE' && { origin }), ...(cited.length > 0 && { sources: cited }) };
    }),
  );
};

const paragraph = labelled('a paragraph', integer(undefined, { minimum: 1, expected: 'paragraphs counted from 1' }));

/** Sources in short: by document, its paragraphs and other places; an empty list is the document as a whole. */
export const sourcesByDocument = (ontology: Ontology): Schema<readonly Source[]> =>
  transform(
    record(
      list(
        union<number | string>(
          [paragraph, labelled('a place in a document', text())],
          (place) => (typeof place === 'number' ? paragraph : labelled('a place in a document', text())),
          'The number of a paragraph, or another place.',
        ),
      ),
      {
        expected: 'sources as a list or as a mapping of documents to paragraphs',
        key: idOf(ontology, ['Document']),
        description: 'By document: the numbers of its paragraphs, and other places such as "page 3"; [] for the whole.',
      },
    ),
    (byDocument) =>
      [...byDocument].flatMap(([document, places]) =>
        (places.length > 0 ? places : [null]).map((place) => ({
          document,
          locator: typeof place === 'number' ? `paragraph ${place}` : place,
          stated: null,
        })),
      ),
  );

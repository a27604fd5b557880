import { parsePeriod } from '../../ontology/period.ts';
import { loadReferred } from '../planning/load.ts';
import type { SchemaParts } from './parts.ts';

/** Adds the type of sources: places in documents. */
export function addSource({ ontology, source, period, entityOf }: SchemaParts): void {
  source.implement({
    description: 'The evidence for a fact: a place in a document.',
    fields: (t) => ({
      document: t.field({
        type: entityOf('Document'),
        nullable: true,
        description: 'The document.',
        resolve: (s, _args, context, info) => loadReferred(ontology, s.document, 'Document', context, info),
      }),
      locator: t.exposeString('locator', {
        description: 'Where in the document, such as "paragraph 4"; null means the whole document.',
      }),
      stated: t.exposeString('stated', {
        description:
          'What the document states, if that differs from the value: 2022-11 for 28 November 2022, or "today".',
      }),
      at: t.field({
        type: period,
        description:
          'The date that the passage speaks of, if that is not the date of the document: the fact held then.',
        resolve: (s) => (s.at === undefined ? null : parsePeriod(s.at)),
      }),
    }),
  });
}

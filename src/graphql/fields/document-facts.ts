import { constantCase } from '../../constant-case.ts';
import { badInput } from '../../errors.ts';
import { columns, decode } from '../../graph/encoding/values.ts';
import type { Row } from '../../graph/port/graph.ts';
import { encodeCursor, hash } from '../../loaders/cursor.ts';
import { type DocumentFactsPage, positionOf, readDocumentFacts } from '../../loaders/document-facts.ts';
import type { FACT_KINDS, StatedPlace } from '../../loaders/stated-places.ts';
import type { Claim, Name, Source } from '../../ontology/facts.ts';
import { DOCUMENT } from '../../ontology/ontology.ts';
import { pageRange } from '../arguments/page.ts';
import { type PageInfo, pageInfo } from '../planning/connection.ts';
import { loadExisting } from '../planning/load.ts';
import { byName, collectedBelow } from '../planning/selection.ts';
import { standaloneColumns, standaloneRelation } from '../planning/standalone-relation.ts';
import { textOfValue } from '../schema/claims.ts';
import { implementConnection, totalCount } from '../schema/connection-types.ts';
import { pageArguments } from '../schema/page-types.ts';
import type { SchemaParts } from '../schema/parts.ts';

const LIST = 'Document.facts';
/** What a cursor is bound to. */
const BOUND_TO = 'the document, the locators and the time';
/** Locators in one request. */
const MOST_LOCATORS = 500;
const POSITION = 6;

/** One thing that a document states, with what the graph holds of it. */
class DocumentFact {
  readonly place: StatedPlace;
  readonly #page: DocumentFactsPage;
  readonly #document: string;
  readonly #scope: string;

  constructor(place: StatedPlace, page: DocumentFactsPage, document: string, scope: string) {
    this.place = place;
    this.#page = page;
    this.#document = document;
    this.#scope = scope;
  }

  get cursor(): string {
    return encodeCursor({ list: LIST, scope: this.#scope }, [...positionOf(this.place)]);
  }

  get relation(): Row | null {
    return this.place.kind === 'RELATION' ? (this.#page.relations.get(this.place.part) ?? null) : null;
  }

  get #entity() {
    return this.#page.entities.get(this.place.subject);
  }

  get name(): Name | null {
    return this.place.kind === 'NAME' ? (this.#entity?.names[Number(this.place.part)] ?? null) : null;
  }

  get claim(): Claim | null {
    return this.place.kind === 'FIELD' ? (this.#entity?.claims[this.place.part]?.[this.place.claim] ?? null) : null;
  }

  /** The value that the graph shows, as text. */
  get value(): string | null {
    if (this.claim) return textOfValue(this.claim.value);
    return this.name?.text ?? (this.place.kind === 'SUMMARY' ? this.#summary : null);
  }

  get #summary(): string | null {
    const entity = this.#entity;
    return (entity?.statedBy ? entity.statedBy[this.#document]?.summary : entity?.summary) ?? null;
  }

  get rank(): string {
    return String(this.relation?.rank ?? this.claim?.rank ?? 'NORMAL');
  }

  /** What the document states, in its own words where they differ. */
  get stated(): string | null {
    const sources: readonly Source[] = this.relation
      ? decode.sources(this.relation)
      : (this.claim?.sources ?? this.name?.sources ?? []);
    const isHere = ({ document, locator }: Source) => document === this.#document && locator === this.place.locator;
    return sources.find(isHere)?.stated ?? this.value;
  }
}

/** A page of what a document states. */
class FactsPage {
  readonly edges: readonly DocumentFact[];
  readonly totalCount: number;
  readonly pageInfo: PageInfo;

  constructor(page: DocumentFactsPage, document: string, scope: string) {
    const edges = page.places.map((place) => new DocumentFact(place, page, document, scope));
    this.edges = edges;
    this.totalCount = page.total;
    this.pageInfo = pageInfo(page.hasNext, page.hasPrevious, () => edges);
  }
}

/** Adds `facts` of documents: everything that one states. */
export function addDocumentFacts(parts: SchemaParts): void {
  const { ontology, builder, enums, entity, name, standaloneRelation: relationType, entityTypes } = parts;
  const document = entityTypes.get(DOCUMENT);
  if (!document) return;
  const kind = builder.enumType('DocumentFactKind', {
    description: 'What a document states of an entity.',
    values: {
      NAME: { description: 'A name of it, where the place is known.' },
      FIELD: { description: 'A value of one of its own fields.' },
      SUMMARY: { description: 'Its summary, from a table.' },
      RELATION: { description: 'A relation that begins at it.' },
    } satisfies Record<(typeof FACT_KINDS)[number], { description: string }>,
  });
  const fact = builder.objectRef<DocumentFact>('DocumentFact').implement({
    description: 'Something that a document states at one place.',
    fields: (t) => ({
      locator: t.string({
        description: 'Where in the document; null if only the document as a whole is known.',
        resolve: ({ place }) => place.locator,
      }),
      kind: t.field({
        type: kind,
        nullable: false,
        description: 'What it states.',
        resolve: ({ place }) => place.kind,
      }),
      subject: t.field({
        type: entity,
        nullable: false,
        description: 'The entity that it is about; of a relation, the one where it begins.',
        resolve: ({ place }, _args, context, info) => loadExisting(ontology, place.subject, context, info),
      }),
      field: t.field({
        type: enums.claimField,
        description: 'The field, if it is a value of one.',
        resolve: ({ place }) => (place.kind === 'FIELD' ? constantCase(place.part) : null),
      }),
      name: t.field({ type: name, description: 'The name, if it is one.', resolve: (one) => one.name }),
      relation: t.field({
        type: relationType,
        description: 'The relation, if it is one.',
        resolve: (one) => one.relation && standaloneRelation(one.relation, one.place.subject),
      }),
      value: t.string({
        description: 'The value of the graph as text: a date in EDTF, a code, or JSON; null for a relation.',
        resolve: (one) => one.value,
      }),
      stated: t.string({
        description:
          'What the document states: its own wording if that differs from the value, else the value. For a relation, only the values in which the document differs.',
        resolve: (one) => one.stated,
      }),
      rank: t.field({
        type: enums.rank,
        nullable: false,
        description: 'How it ranks among others on the same matter.',
        resolve: (one) => one.rank,
      }),
    }),
  });
  const connection = builder.objectRef<FactsPage>('DocumentFactConnection');
  implementConnection<DocumentFact, FactsPage>(parts, {
    connection,
    edge: builder.objectRef<DocumentFact>('DocumentFactEdge'),
    description: 'A page of what a document states.',
    fields: (t) => ({
      totalCount: totalCount(t),
      nodes: t.field({
        type: [fact],
        nullable: false,
        description: 'The facts of the page, without their edges.',
        resolve: ({ edges }) => edges,
      }),
    }),
    edgeDescription: 'Something that the document states, at its position.',
    edgeFields: (t) => ({
      node: t.field({ type: fact, nullable: false, description: 'What it states.', resolve: (edge) => edge }),
    }),
  });
  const types = ontology.relations.map(({ type }) => type);
  builder.objectField(document, 'facts', (t) =>
    t.field({
      type: connection,
      description:
        'Everything that the document states: values of fields, names, summaries and relations, in the order of its locators ("paragraph 2" before "paragraph 10"), what cites it as a whole last. What is stated in several places is listed at each. All facts of the graph are tested for the document, at some 5 µs each; an embedded database does this once until something is written.',
      args: {
        locator: t.arg.stringList({
          description:
            'Only what is stated at one of these places, such as "paragraph 4". An error for a place in a form that no locator of the document has.',
        }),
        alone: t.arg.boolean({
          defaultValue: false,
          description: 'Only what no other document states, notes (kind NOTES) aside.',
        }),
        ...pageArguments(t),
      },
      resolve: async (row, { locator, alone, ...page }, context, info) => {
        const { timeTravel, read } = context.reader(info);
        if (timeTravel.known !== null) {
          throw badInput(
            '"facts" tells what a document states now; got @asOf(known:). Leave "known" out, or ask for the sources of entities and relations.',
          );
        }
        if (locator && (locator.length === 0 || locator.length > MOST_LOCATORS)) {
          throw badInput(
            `"locator" expects 1 to ${MOST_LOCATORS} places; got ${locator.length}. Leave it out for the whole document.`,
          );
        }
        const id = String(row.id);
        const scope = hash([id, locator ?? null, alone === true, timeTravel]);
        const selected = byName(collectedBelow(info, info.fieldNodes));
        const edge = byName(collectedBelow(info, selected.get('edges') ?? []));
        const ofFact = byName(collectedBelow(info, [...(selected.get('nodes') ?? []), ...(edge.get('node') ?? [])]));
        const needed = standaloneColumns(ontology, types, ofFact.get('relation') ?? [], info);
        const request = {
          document: id,
          locators: locator ?? null,
          alone: alone === true,
          page: pageRange({ list: LIST, scope, keys: POSITION, constant: BOUND_TO }, page),
          relationColumns: [
            ...new Set(['id', 'type', 'from', 'to', 'rank', ...columns('source', 'sources'), ...needed]),
          ].sort(),
        };
        return new FactsPage(
          await read((unit, graph) => readDocumentFacts(graph, unit, ontology, timeTravel, request)),
          id,
          scope,
        );
      },
    }),
  );
}

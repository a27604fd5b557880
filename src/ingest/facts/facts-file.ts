import { isDeepStrictEqual } from 'node:util';
import type { EntityDeclaration, Field, RelationDeclaration } from '../../ontology/declaration.ts';
import {
  type Claim,
  type DocumentStatement,
  type EntityFact,
  type FieldValue,
  type Name,
  type Rank,
  type RelationFact,
  ranks,
  type Source,
  type Values,
} from '../../ontology/facts.ts';
import { ANY, type Ontology, relationBase, relationId } from '../../ontology/ontology.ts';
import { inheritedSources } from '../../ontology/sources.ts';
import { settledEntity } from '../../recording/entity-records.ts';
import { firstValues, settledRelation } from '../../recording/relation-records.ts';
import { inside } from '../schema/data-file.ts';
import { edtfDate, fieldValue, forFields, idOf, uri } from '../schema/field-values.ts';
import {
  boolean,
  choice,
  constant,
  defaultsTo,
  definition,
  depends,
  integer,
  isMapping,
  type JsonSchema,
  jsonSchema,
  labelled,
  list,
  object,
  objectWithFields,
  optional,
  record,
  type Schema,
  text,
  transform,
  unchecked,
  union,
  variant,
} from '../schema/schema.ts';
import { nameOf, sourcesByDocument } from './name-parts.ts';

/** The format of data files that this version reads. */
export const FORMAT = 1;

const rank = defaultsTo(definition('rank', choice(ranks, 'How it ranks among other claims or relations.')), 'NORMAL');

/** Sources as a file writes them: each paragraph becomes a source of the fact. */
const sourcesOf = (ontology: Ontology): Schema<readonly Source[]> => {
  const listed = listedSources(ontology);
  const byDocument = sourcesByDocument(ontology);
  const either = union([listed, byDocument], (written) => (isMapping(written) ? byDocument : listed));
  return definition(
    'sources',
    transform(either, (sources) => sources, []),
  );
};

const listedSources = (ontology: Ontology): Schema<readonly Source[]> =>
  transform(
    list(
      object(
        { name: 'a source', description: 'A document and where in it.' },
        {
          document: idOf(ontology, ['Document']),
          paragraphs: optional(
            list(
              labelled('a paragraph', integer(undefined, { minimum: 1, expected: 'paragraphs counted from 1' })),
              'Numbers of paragraphs: non-empty lines, counted from 1.',
            ),
          ),
          locator: optional(text('Another place in the document: a page, a row.')),
          stated: optional(
            text('The words of the document, if they differ from the value: "Friday, June 30", without a year.'),
          ),
          at: optional(
            edtfDate(
              'The date in EDTF that the passage speaks of, if it is not that of the document: the fact held then.',
            ),
          ),
        },
      ),
      'The documents that state it.',
    ),
    (sources) =>
      sources.flatMap(({ document, paragraphs, locator = null, stated = null, at }) =>
        (paragraphs?.map((paragraph) => `paragraph ${paragraph}`) ?? [locator]).map((each) => ({
          document,
          locator: each,
          stated,
          ...(at && { at: at.edtf }),
        })),
      ),
  );

/**
 * A field has one value, which some place in the sources of its entity states, or one or several claims with sources of
 * their own.
 */
function claimsOf(
  type: string,
  label: string,
  field: Field,
  sources: Schema<readonly Source[]>,
): Schema<readonly Claim[]> {
  const value = fieldValue(field);
  const claim: Schema<Claim> = definition(
    `${type}.${label}`,
    object(
      { name: `a claim of ${label}`, description: 'A value that some sources state.' },
      { value: labelled(label, value), rank, sources },
    ),
  );
  const several = list(claim, 'The values that different sources state.');
  const single = transform(claim, (only): readonly Claim[] => [only]);
  const one = transform(value, (only, { siblings }): readonly Claim[] => [
    {
      value: only,
      rank: 'NORMAL',
      sources: inheritedSources((siblings?.sources as readonly Source[] | undefined) ?? []),
    },
  ]);
  const isClaim = (item: unknown) => isMapping(item) && Object.hasOwn(item, 'value');
  return union(
    [one, single, several],
    (written) => (isClaim(written) ? single : Array.isArray(written) && written.some(isClaim) ? several : one),
    field.description,
  );
}

const summary = optional(text('What it is, in your own words.'));
const sameAs = defaultsTo(list(uri(), 'URIs of the same thing elsewhere.'), []);

const documentStatement = (name: Schema<Name>): Schema<DocumentStatement> =>
  transform(
    object(
      { name: (label) => `what ${label} states`, description: 'What the document states.' },
      { names: defaultsTo(list(name, 'Its names.'), []), summary, sameAs },
    ),
    ({ summary = null, ...stated }) => ({ ...stated, summary }),
  );

const STATED_BY = 'statedBy (what each document of the sources states)';

function entityOf(
  ontology: Ontology,
  { name: type, description, fields }: EntityDeclaration,
  sources: Schema<readonly Source[]>,
): Schema<EntityFact> {
  const claims = forFields(fields, (field, label) => claimsOf(type, label, field, sources));
  const name = nameOf(sources);
  const entity = objectWithFields(
    { name: (_, { id }) => String(id), description },
    {
      id: idOf(ontology, [type]),
      names: transform(
        list(name, 'Its names.'),
        (names, at, check) =>
          names.length > 0
            ? names
            : check.report(at, `${(at.siblings as { id?: string }).id} with at least one name`, 'none'),
        [],
      ),
      summary,
      sameAs,
      sources,
      statedBy: optional(
        record(documentStatement(name), {
          expected: `${STATED_BY} as a mapping`,
          key: idOf(ontology, ['Document']),
          description:
            'Where its documents do not all state the same names, summary and sameAs: what each of them states, by its id. What stands beside it is what follows.',
        }),
      ),
      statedClaims: optional(
        transform(
          objectWithFields(
            {
              name: 'statedClaims',
              description: 'By field: its claims as they were made, where the field has them in another form.',
            },
            {},
            claims,
          ),
          ({ fields: made }) => made,
        ),
      ),
    },
    claims,
  );
  return transform(entity, ({ fields: claims, summary = null, statedBy, statedClaims, ...stated }, at, check) => {
    const fact = { type, ...stated, summary, claims, ...(statedClaims && { statedClaims }) };
    const shown = settledEntity(fact, fields);
    if (!statedBy) return shown;
    const settled = settledEntity({ ...shown, statedBy: Object.fromEntries(statedBy) }, fields);
    for (const part of ['names', 'summary', 'sameAs'] as const) {
      const [got, expected] = [shown[part], settled[part]].map((some) => new Set<unknown>([some].flat()));
      if (isDeepStrictEqual(got, expected)) continue;
      const follows = `${part} to be those that follow from statedBy: ${JSON.stringify(settled[part])}`;
      check.report(inside(at, 'statedBy'), follows, JSON.stringify(shown[part]));
    }
    return settled;
  });
}

/** What one document states of a relation. */
interface StatedValues {
  readonly rank: Rank | undefined;
  readonly values: Values;
}

/** The sources of a relation, which come before what each of them states. */
interface Stated {
  readonly sources: readonly Source[];
}

function relationOf(
  ontology: Ontology,
  { type, description, reading, ends, properties }: RelationDeclaration,
  sources: Schema<readonly Source[]>,
): Schema<RelationFact> {
  const fields = forFields({ ...relationBase, ...properties }, fieldValue);
  const stated = (document: string) =>
    transform(
      objectWithFields(
        { name: `what ${document} states`, description: 'What the document states.' },
        { rank: optional(choice(ranks, 'How it stands beside others, where that is not as the relation does.')) },
        fields,
      ),
      ({ rank, fields: values }): StatedValues => ({ rank, values }),
    );
  const statedBy = record(stated('the document'), {
    expected: 'statedBy as a mapping',
    key: idOf(ontology, ['Document']),
    description:
      'If several documents state different values: the values of each, by its id. The values of the relation itself are those of the first document in sources that states one.',
  });
  const relation = objectWithFields(
    { name: type, description: `${description} Reads: ${reading}.` },
    {
      type: constant(type, type),
      from: idOf(
        ontology,
        ends.map(({ from }) => from),
      ),
      to: depends<string, { from: string }>(
        idOf(
          ontology,
          ends.map(({ to }) => to),
        ),
        ({ from }) => {
          if (from === undefined) return undefined;
          const near = ontology.typeOfId(from)?.name;
          const fitting = ends.filter((end) => end.from === ANY || end.from === near);
          return idOf(
            ontology,
            fitting.map(({ to }) => to),
          );
        },
      ),
      key: optional(text('Tells two relations of one type between the same two entities apart.')),
      rank,
      sources,
      mentions: optional(
        boolean(
          'Whether its documents mention its ends where they state it; true if left out. Rows of a table do not.',
        ),
      ),
      statedBy: optional(
        depends<ReadonlyMap<string, StatedValues>, Stated>(statedBy, ({ sources: cited = [] }) =>
          transform(
            object({ name: STATED_BY }, Object.fromEntries(cited.map(({ document }) => [document, stated(document)]))),
            (values) => new Map(Object.entries(values)),
          ),
        ),
      ),
    },
    fields,
  );
  return transform(relation, ({ from, to, key, fields: values, rank, sources, mentions, statedBy }, at, check) => {
    if (statedBy) {
      const documents = [...new Set(sources.map(({ document }) => document))];
      const first = firstValues(documents.map((document) => statedBy.get(document)?.values ?? {}));
      for (const label of Object.keys(fields)) {
        if (isDeepStrictEqual(first[label], values[label])) continue;
        check.report(
          inside(at, 'statedBy'),
          `${label} to be that of the first document in sources that states one: ${JSON.stringify(first[label]) ?? 'none'}`,
          JSON.stringify(values[label]) ?? 'none',
        );
      }
    }
    if (from === to) return check.report(inside(at, 'to'), `${type} between two entities`, 'the same one twice');
    const each = <T>(of: (stated: StatedValues) => T | undefined) =>
      Object.fromEntries(
        [...(statedBy ?? [])].flatMap(([document, stated]) => {
          const own = of(stated);
          return own === undefined ? [] : [[document, own] as const];
        }),
      );
    return settledRelation({
      id: relationId(from, type, to, key),
      type,
      from,
      to,
      values: values as Readonly<Record<string, FieldValue>>,
      rank,
      sources,
      ...(statedBy && { valuesByDocument: each((own) => own.values), ranksByDocument: each((own) => own.rank) }),
      ...(mentions === false && { mentionsEnds: mentions }),
    });
  });
}

/** The declaration of data files, by which `entente check` and `entente import facts` read them and editors complete them. */
export function factsFile(ontology: Ontology) {
  const sources = sourcesOf(ontology);
  const byType = <D, F>(declared: readonly D[], nameOf: (of: D) => string, make: (of: D) => Schema<F>) =>
    new Map(declared.map((each) => [nameOf(each), make(each)]));
  const entities = byType(
    ontology.entities,
    ({ name }) => name,
    (declared) => entityOf(ontology, declared, sources),
  );
  const relations = byType(
    ontology.relations,
    ({ type }) => type,
    (declared) => relationOf(ontology, declared, sources),
  );
  const entity = variant('an entity', 'id', {
    of: idOf(ontology, [ANY]),
    pick: (id) => entities.get(ontology.typeOfId(id)?.name ?? ''),
    options: [...entities.values()],
  });
  const relation = variant('a relation', 'type', {
    of: choice([...relations.keys()]),
    pick: (type) => relations.get(type),
    options: [...relations.values()],
  });
  /** A whole file, with the schemas of its entities and relations. */
  const file = <E, R>(entity: Schema<E>, relation: Schema<R>) =>
    object(
      { name: 'a data file', description: 'Facts with their sources.' },
      {
        $schema: unchecked('Where this schema is, for an editor.'),
        entente: constant(FORMAT, `entente: ${FORMAT}, the format that this version reads`, 'The format of this file.'),
        topic: unchecked('The topic of this file.'),
        entities: defaultsTo(list(entity, 'People, bodies, topics, projects, events, agreements, documents.'), []),
        relations: defaultsTo(list(relation, 'Relations between the entities.'), []),
      },
    );
  return { entity, relation, file };
}

/** The JSON Schema (draft 2020-12) of data files, for editors; `entente check` says more, and decides. */
export function factsSchema(ontology: Ontology): JsonSchema {
  const { file, entity, relation } = factsFile(ontology);
  return jsonSchema('Facts for Entente', file(entity, relation));
}

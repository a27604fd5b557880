import { quoted } from '../../errors.ts';
import { decode } from '../../graph/encoding/values.ts';
import { checkLanguage } from '../../ontology/codes.ts';
import type { Fields } from '../../ontology/declaration.ts';
import { displayName } from '../../ontology/display-name.ts';
import { ANY } from '../../ontology/ontology.ts';
import { readStandard, stepOf } from '../arguments/argument-reader.ts';
import { ClaimReader } from '../planning/claims.ts';
import { loadRelated } from '../planning/load.ts';
import { declaredFields, textOrNull } from './declared-fields.ts';
import { createRelationLists, listArguments } from './lists.ts';
import type { SchemaParts } from './parts.ts';

/** Throws BAD_USER_INPUT for a tag that BCP 47 does not allow. */
function languageOf(tag: string | null | undefined): string | undefined {
  if (tag === null || tag === undefined) return undefined;
  return readStandard(
    tag,
    checkLanguage,
    (expected) => `"language" ${expected.replace('expected', 'expects')}; got ${quoted(tag)}.`,
  );
}

/** Adds the interface of entities and the type of each entity type. */
export function addEntities(parts: SchemaParts): void {
  const { ontology, builder, enums, node, entity, entityTypes, name, source, claim, claimedField } = parts;
  const claims = new ClaimReader(ontology);
  const deprecated = 'Whether deprecated values, known to be wrong or outdated, are included, last.';
  const mostFields = Math.max(...ontology.entities.map(({ fields }) => Object.keys(fields).length));
  entity.implement({
    description:
      'Anything that the graph has facts about: a person, a body, a topic, a project, an event, an agreement or a document.',
    interfaces: [node],
    resolveType: (row) => ontology.typeOfId(String(row.id))?.name ?? ANY,
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'A readable, stable id, such as minister:lee-jong-ho. It can be cited.',
        resolve: (row) => String(row.id),
      }),
      name: t.string({
        description:
          'Its name: in the requested language, else in English, else the first that is known. `label` says which language it is in. Null only if the language tag is malformed.',
        args: { language: t.arg.string({ description: 'A BCP 47 tag, such as ko. English by default.' }) },
        resolve: (row, { language }) =>
          language ? displayName(decode.names(row), languageOf(language)).text : textOrNull(row.name),
      }),
      label: t.field({
        type: name,
        description:
          'The name that `name` gives, with its language and kind, so that readers see when it is not in the requested language.',
        args: { language: t.arg.string({ description: 'A BCP 47 tag, such as ko. English by default.' }) },
        resolve: (row, { language }) => displayName(decode.names(row), languageOf(language)),
      }),
      names: t.field({
        type: [name],
        nullable: false,
        description: 'All its names.',
        resolve: (row) => decode.names(row),
      }),
      summary: t.string({ description: 'A summary, a sentence or two.', resolve: (row) => textOrNull(row.summary) }),
      sameAs: t.stringList({
        nullable: false,
        description: 'URIs of the same entity elsewhere (ROR, Wikidata, CORDIS).',
        resolve: (row) => (Array.isArray(row.sameAs) ? row.sameAs.map(String) : []),
      }),
      sources: t.field({
        type: [source],
        nullable: false,
        description: 'The documents that mention it, and where.',
        resolve: (row) => decode.sources(row),
      }),
      claims: t.field({
        type: [claim],
        description:
          'Every value that sources give for one of its own fields; first the value that the field itself shows.',
        args: {
          field: t.arg({ type: enums.claimField, required: true, description: 'The field.' }),
          deprecated: t.arg.boolean({ defaultValue: false, description: deprecated }),
        },
        resolve: (row, { field, deprecated }, context, info) =>
          claims.claims(row, field, deprecated === true, context, info),
      }),
      fields: t.field({
        type: [claimedField],
        description:
          'Its own fields that have a value, in the order of the ontology, each with every value that sources give for it.',
        args: { deprecated: t.arg.boolean({ defaultValue: false, description: deprecated }) },
        extensions: { size: mostFields },
        resolve: (row, { deprecated }, context, info) => claims.fields(row, deprecated === true, context, info),
      }),
      relations: t.field({
        type: parts.relationConnection,
        description: 'All related entities, over relations of any type.',
        args: {
          types: t.arg({
            type: [enums.relationType],
            description: 'Only relations of these types; none if the list is empty, all if it is left out.',
          }),
          direction: t.arg({
            type: enums.direction,
            defaultValue: 'BOTH',
            description: 'The direction in which relations are followed.',
          }),
          ...listArguments(parts, t, ANY),
        },
        resolve: (row, args, context, info) => {
          const direction = (args.direction ?? 'BOTH') as 'OUT' | 'IN' | 'BOTH';
          const step = { types: args.types ?? [], direction, target: ANY };
          const isNone = args.types?.length === 0;
          return loadRelated(ontology, row, { type: ANY, step, isNone }, args, context, info);
        },
      }),
    }),
  });

  const listOf = createRelationLists(parts);
  for (const [type, ref] of entityTypes) {
    const declaration = ontology.entity(type);
    const fields: Fields = declaration?.fields ?? {};
    builder.objectType(ref, {
      description: declaration?.description ?? '',
      interfaces: [node, entity],
      fields: (t) => ({
        ...declaredFields(parts, t, fields, (row) => row),
        ...Object.fromEntries(
          ontology.relationFields(type).map((field) => [
            field.name,
            t.field({
              type: listOf(field),
              description: `${field.relation.description} From this end, it reads "${field.direction === 'OUT' ? field.relation.reading : field.relation.inverseReading}".`,
              args: listArguments(parts, t, field.target),
              resolve: (row, args, context, info) =>
                loadRelated(ontology, row, { type: field.target, step: stepOf(field) }, args, context, info),
            }),
          ]),
        ),
      }),
    });
  }
}

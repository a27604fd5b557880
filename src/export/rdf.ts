import { DataFactory, type Literal, type NamedNode, type Quad, Writer } from 'n3';
import type { Field, Fields } from '../ontology/declaration.ts';
import { displayName } from '../ontology/display-name.ts';
import type { EntityFact, Facts, FieldValue, Money, Place, RelationFact, Source } from '../ontology/facts.ts';
import { looksDerived } from '../ontology/mentions.ts';
import { idPrefix, type Ontology, relationBase } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import { inheritedSources } from '../ontology/sources.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';
import { shownClaim } from './table-columns.ts';
import { entityTerms, fieldTerms, prefixes, relationTerms } from './vocabulary.ts';

/**
 * Facts as RDF. A relation is one triple, so that simple queries stay simple. Its sources, rank and properties belong to
 * a statement about it (rdf:Statement) with an IRI of its own.
 */

type Term = NamedNode | Literal;

const { namedNode, literal, quad } = DataFactory;

/** Characters that no IRI can contain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among them
const INVALID = /[\u0000-\u0020<>"{}|\\^`]/g;
const iri = (text: string) => namedNode(text.replace(INVALID, encodeURIComponent));

/** Expands a name such as `schema:Person`. */
const term = (name: string) => {
  const [prefix = '', local = ''] = name.split(':');
  return namedNode(prefixes[prefix as keyof typeof prefixes] + local);
};
const typed = (text: string, type: string) => literal(text, term(type));

/** A date of XML Schema, if the EDTF date is a plain day, month or year. */
function date(edtf: string): Literal | null {
  if (/^\d{4}-\d\d-\d\d$/.test(edtf)) return typed(edtf, 'xsd:date');
  if (/^\d{4}-(0\d|1[0-2])$/.test(edtf)) return typed(edtf, 'xsd:gYearMonth');
  return /^\d{4}$/.test(edtf) ? typed(edtf, 'xsd:gYear') : null;
}

const decimal = (value: number) => typed(String(value), String(value).includes('e') ? 'xsd:double' : 'xsd:decimal');

const camel = (type: string) =>
  type.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** The prefix of IRIs if none is set. */
export const DEFAULT_BASE = 'https://entente.example/';

export interface RdfOptions {
  /** The prefix of the IRIs of all exported facts. */
  readonly base: string;
}

/** Collects the triples of one fact after another. */
class QuadBuilder {
  readonly ontology: Ontology;
  readonly base: string;
  #quads: Quad[] = [];

  constructor(ontology: Ontology, base: string) {
    this.ontology = ontology;
    this.base = base;
  }

  /** The triples since the last call. */
  takeQuads(): Quad[] {
    const quads = this.#quads;
    this.#quads = [];
    return quads;
  }

  get prefixes(): Record<string, string> {
    const own = this.ontology.entities.map(({ name }) => [idPrefix(name), `${this.base}${idPrefix(name)}/`] as const);
    return { ...prefixes, ent: `${this.base}ontology#`, ...Object.fromEntries(own) };
  }

  /** A name in Entente's own namespace. */
  own(name: string): NamedNode {
    return namedNode(`${this.base}ontology#${name}`);
  }

  entityIri(id: string): NamedNode {
    return namedNode(this.base + id.replace(':', '/'));
  }

  add(subject: NamedNode, property: string | NamedNode, ...objects: readonly Term[]): void {
    const predicate = typeof property === 'string' ? term(property) : property;
    for (const object of objects) this.#quads.push(quad(subject, predicate, object));
  }

  /** Defines the names in Entente's own namespace, so that they can be looked up in the same file. */
  addVocabulary(): void {
    // A name that several types use is one property with several descriptions.
    const own = new Map<string, Set<string>>();
    const describe = (property: NamedNode, description: string) => {
      if (!property.value.startsWith(this.own('').value)) return;
      own.set(property.value, (own.get(property.value) ?? new Set()).add(description));
    };
    for (const { name, description, fields } of this.ontology.entities) {
      const type = this.own(name);
      this.add(type, 'rdf:type', term('rdfs:Class'));
      this.add(type, 'rdfs:comment', literal(description, 'en'));
      this.add(type, 'rdfs:subClassOf', ...(entityTerms[name]?.classes ?? []).map(term));
      for (const [field, { description }] of Object.entries(fields))
        describe(this.fieldProperty(name, field), description);
    }
    for (const { type, description, properties } of this.ontology.relations) {
      describe(this.relationProperty(type), description);
      for (const [name, field] of Object.entries({ ...relationBase, ...properties })) {
        describe(this.own(name), field.description);
      }
    }
    for (const [property, descriptions] of own) {
      this.add(namedNode(property), 'rdf:type', term('rdf:Property'));
      this.add(namedNode(property), 'rdfs:comment', ...[...descriptions].map((text) => literal(text, 'en')));
    }
  }

  relationProperty(type: string): NamedNode {
    const terms = relationTerms[type];
    return terms ? term(terms.property) : this.own(camel(type));
  }

  fieldProperty(type: string, field: string): NamedNode {
    const name = entityTerms[type]?.fields?.[field] ?? fieldTerms[field];
    return name ? term(name) : this.own(field);
  }

  /** The terms of a value. A value with parts becomes a node whose IRI begins with `at`. */
  value(at: string, { kind }: Field, value: FieldValue): Term[] {
    switch (kind) {
      case 'period': {
        const { edtf } = value as Period;
        return [date(edtf) ?? typed(edtf, 'edtf:EDTF')];
      }
      case 'money':
        return (value as readonly Money[]).map(({ amount, currency, approximate }, i) => {
          const node = namedNode(`${at}-${i + 1}`);
          this.add(node, 'rdf:type', term('schema:MonetaryAmount'));
          this.add(node, 'schema:value', decimal(amount));
          this.add(node, 'schema:currency', literal(currency));
          if (approximate) this.add(node, this.own('approximate'), typed('true', 'xsd:boolean'));
          return node;
        });
      case 'place': {
        const { name, city, country, latitude, longitude } = value as Place;
        const [node, address] = [namedNode(at), namedNode(`${at}-address`)];
        this.add(node, 'rdf:type', term('schema:Place'));
        if (name !== null) this.add(node, 'schema:name', literal(name));
        if (city !== null || country !== null) {
          this.add(node, 'schema:address', address);
          this.add(address, 'rdf:type', term('schema:PostalAddress'));
          if (city !== null) this.add(address, 'schema:addressLocality', literal(city));
          if (country !== null) this.add(address, 'schema:addressCountry', literal(country));
        }
        if (latitude !== null) this.add(node, 'schema:latitude', decimal(latitude));
        if (longitude !== null) this.add(node, 'schema:longitude', decimal(longitude));
        return [node];
      }
      case 'integer':
        return [typed(String(value), 'xsd:integer')];
      case 'duration':
        return [typed(String(value), 'xsd:duration')];
      case 'uri':
        return [iri(String(value))];
      default:
        return [literal(String(value))];
    }
  }

  /** Adds sources: in PROV's short form, and in its qualified form if there is more to say, such as a locator. */
  addSources(of: NamedNode, sources: readonly Source[]): void {
    const base = of.value.includes('#') ? `${of.value}-source` : `${of.value}#source`;
    for (const [i, { document, locator, stated, at }] of sources.entries()) {
      this.add(of, 'prov:wasDerivedFrom', this.entityIri(document));
      if (locator === null && stated === null && at === undefined) continue;
      const node = namedNode(`${base}-${i + 1}`);
      this.add(of, 'prov:qualifiedDerivation', node);
      this.add(node, 'rdf:type', term('prov:Derivation'));
      this.add(node, 'prov:entity', this.entityIri(document));
      if (locator !== null) this.add(node, this.own('locator'), literal(locator));
      if (stated !== null) this.add(node, this.own('stated'), literal(stated));
      if (at !== undefined) this.add(node, 'dcterms:temporal', date(at) ?? typed(at, 'edtf:EDTF'));
    }
  }

  /** Adds a statement about a triple. */
  addStatement(node: NamedNode, subject: NamedNode, property: NamedNode, objects: readonly Term[]): void {
    this.add(node, 'rdf:type', term('rdf:Statement'));
    this.add(node, 'rdf:subject', subject);
    this.add(node, 'rdf:predicate', property);
    this.add(node, 'rdf:object', ...objects);
  }

  /** The triples of an entity. */
  entity(entity: EntityFact): Quad[] {
    const { id, type, names, summary, sameAs, sources, claims } = entity;
    const node = this.entityIri(id);
    const terms = entityTerms[type];
    this.add(node, 'rdf:type', this.own(type), ...(terms?.classes ?? []).map(term));
    const labels = terms?.names ?? { shown: 'schema:name', other: 'schema:alternateName' };
    const languages = new Set<string>();
    const shown = displayName(names);
    for (const name of [shown, ...names.filter((other) => other !== shown)]) {
      const { text, language } = name;
      // SKOS allows one preferred name for each language.
      const isPreferred = !languages.has(language) && (name === shown || name.kind === 'OFFICIAL');
      if (isPreferred) languages.add(language);
      this.add(
        node,
        isPreferred ? labels.shown : labels.other,
        language === 'und' ? literal(text) : literal(text, language),
      );
    }
    if (summary !== null) this.add(node, 'schema:description', literal(summary));
    this.add(node, 'schema:sameAs', ...sameAs.map(iri));
    for (const [name, field] of Object.entries(this.ontology.entity(type)?.fields ?? {})) {
      const fieldClaims = claims[name] ?? [];
      const best = shownClaim(fieldClaims);
      const property = this.fieldProperty(type, name);
      for (const [i, claim] of fieldClaims.entries()) {
        const objects = this.value(`${node.value}#${name}${i > 0 ? `-${i + 1}` : ''}`, field, claim.value);
        if (claim === best) {
          this.add(node, property, ...objects);
          if (field.kind === 'period' && property.equals(term('dcterms:temporal'))) this.addDates(node, claim.value);
        }
        if (fieldClaims.length === 1 && claim.sources === inheritedSources(sources)) continue;
        const statement = namedNode(`${node.value}#claim-${name}-${i + 1}`);
        this.addStatement(statement, node, property, objects);
        this.add(statement, this.own('rank'), literal(claim.rank));
        this.addSources(statement, claim.sources);
      }
    }
    this.addSources(node, sources);
    return this.takeQuads();
  }

  /** Adds start and end of a period, if they are plain dates. */
  addDates(node: NamedNode, value: FieldValue): void {
    const { edtf } = value as Period;
    const [first = '', last] = edtf.split('/');
    const [start, end] = [date(first), last === undefined ? null : date(last)];
    if (start) this.add(node, 'schema:startDate', start);
    if (end) this.add(node, 'schema:endDate', end);
  }

  /** The triples of a relation. */
  relation(relation: RelationFact): Quad[] {
    const { id, type, from, to, values, rank, sources } = relation;
    const terms = relationTerms[type];
    const property = this.relationProperty(type);
    const ends = [this.entityIri(from), this.entityIri(to)] as const;
    const [subject, object] = terms?.inverse ? [ends[1], ends[0]] : ends;
    if (rank !== 'DEPRECATED') this.add(subject, property, object);
    // Its locators belong to the facts that it is derived from.
    if (looksDerived(relation)) return this.takeQuads();
    const node = namedNode(`${this.base}relation/${id.split('/').map(encodeURIComponent).join('/')}`);
    this.addStatement(node, subject, property, [object]);
    const special = terms?.statement;
    if (special) {
      this.add(node, 'rdf:type', term(special.class));
      this.add(node, special.from, ends[0]);
      this.add(node, special.to, ends[1]);
    }
    this.add(node, this.own('rank'), literal(rank));
    const fields: Fields = { ...relationBase, ...this.ontology.relation(type)?.properties };
    for (const [name, field] of Object.entries(fields)) {
      const value = values[name];
      if (value === undefined) continue;
      this.add(node, this.own(name), ...this.value(`${node.value}#${name}`, field, value));
      if (name !== 'role' || !special?.role) continue;
      const role = namedNode(`${node.value}#as`);
      this.add(node, special.role, role);
      this.add(role, 'rdf:type', term('org:Role'));
      this.add(role, 'skos:prefLabel', literal(String(value)));
    }
    this.addSources(node, sources);
    return this.takeQuads();
  }
}

/** The triples of facts in memory. */
function* quadsOf({ entities, relations }: Facts, builder: QuadBuilder): Generator<readonly Quad[]> {
  for (const entity of entities) yield builder.entity(entity);
  for (const relation of relations) yield builder.relation(relation);
}

/** The triples of each fact, after those of the vocabulary. */
async function* factQuads(selection: ExportSelection, builder: QuadBuilder): AsyncGenerator<readonly Quad[]> {
  const { ontology } = builder;
  builder.addVocabulary();
  yield builder.takeQuads();
  for (const type of entityTypes(ontology)) {
    for await (const entity of selection.entities(type)) yield builder.entity(entity);
  }
  for (const type of relationTypes(ontology)) {
    for await (const relation of selection.relations(type)) yield builder.relation(relation);
  }
}

/** Turtle 1.1, as text in pieces. */
export async function* turtle(
  selection: ExportSelection,
  ontology: Ontology,
  { base }: RdfOptions,
): AsyncGenerator<string> {
  const builder = new QuadBuilder(ontology, base);
  let text = '';
  const sink = {
    write(piece: string, _encoding: unknown, done?: () => void) {
      text += piece;
      done?.();
    },
    end(done?: () => void) {
      done?.();
    },
  };
  const takeText = () => {
    const piece = text;
    text = '';
    return piece;
  };
  const writer = new Writer(sink, { prefixes: builder.prefixes });
  for await (const quads of factQuads(selection, builder)) {
    writer.addQuads([...quads]);
    yield takeText();
  }
  writer.end();
  yield takeText();
}

/** A function that shortens IRIs by the prefixes of a context. */
function shortener(all: Readonly<Record<string, string>>) {
  const namespaces = Object.entries(all);
  return (name: string): string => {
    for (const [prefix, namespace] of namespaces) {
      const local = name.startsWith(namespace) ? name.slice(namespace.length) : '';
      if (/^[A-Za-z0-9][\w.~-]*$/.test(local)) return `${prefix}:${local}`;
    }
    return name;
  };
}

/** JSON-LD 1.1, as text in pieces. */
export async function* jsonld(
  selection: ExportSelection,
  ontology: Ontology,
  { base }: RdfOptions,
): AsyncGenerator<string> {
  const builder = new QuadBuilder(ontology, base);
  yield* jsonldPieces(factQuads(selection, builder), builder);
}

/** JSON-LD 1.1 of a few facts, as one text, without the vocabulary. */
export async function factsAsJsonld(facts: Facts, ontology: Ontology, { base }: RdfOptions): Promise<string> {
  const builder = new QuadBuilder(ontology, base);
  const pieces: string[] = [];
  for await (const piece of jsonldPieces(quadsOf(facts, builder), builder)) pieces.push(piece);
  return pieces.join('');
}

async function* jsonldPieces(
  facts: AsyncIterable<readonly Quad[]> | Iterable<readonly Quad[]>,
  { prefixes: context }: QuadBuilder,
): AsyncGenerator<string> {
  const short = shortener(context);
  const jsonTerm = (object: Quad['object']): unknown => {
    if (object.termType !== 'Literal') return { '@id': short(object.value) };
    const { value, language, datatype } = object;
    if (language) return { '@value': value, '@language': language };
    return datatype.value === `${prefixes.xsd}string` ? value : { '@value': value, '@type': short(datatype.value) };
  };
  yield `{\n"@context": ${JSON.stringify(context)},\n"@graph": [`;
  let first = true;
  for await (const quads of facts) {
    const nodes = new Map<string, Map<string, unknown[]>>();
    for (const { subject, predicate, object } of quads) {
      const node = nodes.get(subject.value) ?? new Map<string, unknown[]>();
      nodes.set(subject.value, node);
      const isType = predicate.value === `${prefixes.rdf}type`;
      const key = isType ? '@type' : short(predicate.value);
      node.set(key, [...(node.get(key) ?? []), isType ? short(object.value) : jsonTerm(object)]);
    }
    for (const [id, properties] of nodes) {
      const parts = [...properties].map(([key, values]) => [key, values.length === 1 ? values[0] : values]);
      yield `${first ? '' : ','}\n${JSON.stringify({ '@id': short(id), ...Object.fromEntries(parts) })}`;
      first = false;
    }
  }
  yield '\n]\n}\n';
}

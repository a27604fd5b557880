import { DataFactory, type Literal, type NamedNode, type Quad, Writer } from 'n3';
import type { Field, Fields } from '../ontology/declaration.ts';
import { displayName } from '../ontology/display-name.ts';
import type { EntityFact, Facts, FieldValue, Money, Place, RelationFact, Source } from '../ontology/facts.ts';
import { idPrefix, type Ontology, relationBase } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import { looksDerived } from './derived-mentions.ts';
import { type ExportSelection, entityTypes, relationTypes } from './selection.ts';
import { shownClaim } from './table-columns.ts';
import { entityTerms, fieldTerms, prefixes, relationTerms } from './vocabulary.ts';

/**
 * Facts as RDF. What holds is said in one triple, so that a question needs no more. Who says so, the rank, and what else
 * a relation carries stand at a statement about it (rdf:Statement), which has a name of its own.
 */

type Term = NamedNode | Literal;

const { namedNode, literal, quad } = DataFactory;

/** What no IRI can hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNFIT = /[\u0000-\u0020<>"{}|\\^`]/g;
const iri = (text: string) => namedNode(text.replace(UNFIT, encodeURIComponent));

const known = (name: string) => {
  const [prefix = '', local = ''] = name.split(':');
  return namedNode(prefixes[prefix as keyof typeof prefixes] + local);
};
const typed = (text: string, type: string) => literal(text, known(type));

/** A date as XML Schema knows it, where it is a day, a month or a year. */
function date(edtf: string): Literal | null {
  if (/^\d{4}-\d\d-\d\d$/.test(edtf)) return typed(edtf, 'xsd:date');
  if (/^\d{4}-(0\d|1[0-2])$/.test(edtf)) return typed(edtf, 'xsd:gYearMonth');
  return /^\d{4}$/.test(edtf) ? typed(edtf, 'xsd:gYear') : null;
}

const decimal = (value: number) => typed(String(value), String(value).includes('e') ? 'xsd:double' : 'xsd:decimal');

const camel = (type: string) =>
  type.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** Where nobody says what IRIs begin with. */
export const DEFAULT_BASE = 'https://entente.example/';

export interface RdfOptions {
  /** What the IRIs of all that is written out begin with. */
  readonly base: string;
}

/** Makes triples of facts. */
class Describing {
  readonly ontology: Ontology;
  readonly base: string;
  #quads: Quad[] = [];

  constructor(ontology: Ontology, base: string) {
    this.ontology = ontology;
    this.base = base;
  }

  taken(): Quad[] {
    const quads = this.#quads;
    this.#quads = [];
    return quads;
  }

  get prefixes(): Record<string, string> {
    const own = this.ontology.entities.map(({ name }) => [idPrefix(name), `${this.base}${idPrefix(name)}/`] as const);
    return { ...prefixes, ent: `${this.base}ontology#`, ...Object.fromEntries(own) };
  }

  own(name: string): NamedNode {
    return namedNode(`${this.base}ontology#${name}`);
  }

  entityIri(id: string): NamedNode {
    return namedNode(this.base + id.replace(':', '/'));
  }

  say(subject: NamedNode, property: string | NamedNode, ...objects: readonly Term[]): void {
    const predicate = typeof property === 'string' ? known(property) : property;
    for (const object of objects) this.#quads.push(quad(subject, predicate, object));
  }

  /** What the ontology's own names mean, so that a reader who meets one can look it up in the same file. */
  vocabulary(): void {
    // A name that several types use is one property, with what it means on each.
    const own = new Map<string, Set<string>>();
    const mean = (property: NamedNode, description: string) => {
      if (!property.value.startsWith(this.own('').value)) return;
      own.set(property.value, (own.get(property.value) ?? new Set()).add(description));
    };
    for (const { name, description, fields } of this.ontology.entities) {
      const type = this.own(name);
      this.say(type, 'rdf:type', known('rdfs:Class'));
      this.say(type, 'rdfs:comment', literal(description, 'en'));
      this.say(type, 'rdfs:subClassOf', ...(entityTerms[name]?.classes ?? []).map(known));
      for (const [field, { description }] of Object.entries(fields)) mean(this.fieldProperty(name, field), description);
    }
    for (const { type, description, properties } of this.ontology.relations) {
      mean(this.relationProperty(type), description);
      for (const [name, field] of Object.entries({ ...relationBase, ...properties })) {
        mean(this.own(name), field.description);
      }
    }
    for (const [property, descriptions] of own) {
      this.say(namedNode(property), 'rdf:type', known('rdf:Property'));
      this.say(namedNode(property), 'rdfs:comment', ...[...descriptions].map((text) => literal(text, 'en')));
    }
  }

  relationProperty(type: string): NamedNode {
    const terms = relationTerms[type];
    return terms ? known(terms.property) : this.own(camel(type));
  }

  fieldProperty(type: string, field: string): NamedNode {
    const term = entityTerms[type]?.fields?.[field] ?? fieldTerms[field];
    return term ? known(term) : this.own(field);
  }

  /** The terms that a value is; what has parts is a thing whose name begins with `at`. */
  value(at: string, { kind }: Field, value: FieldValue): Term[] {
    switch (kind) {
      case 'period': {
        const { edtf } = value as Period;
        return [date(edtf) ?? typed(edtf, 'edtf:EDTF')];
      }
      case 'money':
        return (value as readonly Money[]).map(({ amount, currency, approximate }, i) => {
          const node = namedNode(`${at}-${i + 1}`);
          this.say(node, 'rdf:type', known('schema:MonetaryAmount'));
          this.say(node, 'schema:value', decimal(amount));
          this.say(node, 'schema:currency', literal(currency));
          if (approximate) this.say(node, this.own('approximate'), typed('true', 'xsd:boolean'));
          return node;
        });
      case 'place': {
        const { name, city, country, latitude, longitude } = value as Place;
        const [node, address] = [namedNode(at), namedNode(`${at}-address`)];
        this.say(node, 'rdf:type', known('schema:Place'));
        if (name !== null) this.say(node, 'schema:name', literal(name));
        if (city !== null || country !== null) {
          this.say(node, 'schema:address', address);
          this.say(address, 'rdf:type', known('schema:PostalAddress'));
          if (city !== null) this.say(address, 'schema:addressLocality', literal(city));
          if (country !== null) this.say(address, 'schema:addressCountry', literal(country));
        }
        if (latitude !== null) this.say(node, 'schema:latitude', decimal(latitude));
        if (longitude !== null) this.say(node, 'schema:longitude', decimal(longitude));
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

  /** Where something is known from: PROV's short form, and its long one where there is a place in the document to name. */
  sources(of: NamedNode, sources: readonly Source[]): void {
    const base = of.value.includes('#') ? `${of.value}-source` : `${of.value}#source`;
    for (const [i, { document, locator, stated }] of sources.entries()) {
      this.say(of, 'prov:wasDerivedFrom', this.entityIri(document));
      if (locator === null && stated === null) continue;
      const node = namedNode(`${base}-${i + 1}`);
      this.say(of, 'prov:qualifiedDerivation', node);
      this.say(node, 'rdf:type', known('prov:Derivation'));
      this.say(node, 'prov:entity', this.entityIri(document));
      if (locator !== null) this.say(node, this.own('locator'), literal(locator));
      if (stated !== null) this.say(node, this.own('stated'), literal(stated));
    }
  }

  statement(node: NamedNode, subject: NamedNode, property: NamedNode, objects: readonly Term[]): void {
    this.say(node, 'rdf:type', known('rdf:Statement'));
    this.say(node, 'rdf:subject', subject);
    this.say(node, 'rdf:predicate', property);
    this.say(node, 'rdf:object', ...objects);
  }

  entity(entity: EntityFact): Quad[] {
    const { id, type, names, summary, sameAs, sources, claims } = entity;
    const node = this.entityIri(id);
    const terms = entityTerms[type];
    this.say(node, 'rdf:type', this.own(type), ...(terms?.classes ?? []).map(known));
    const labels = terms?.names ?? { shown: 'schema:name', other: 'schema:alternateName' };
    const languages = new Set<string>();
    const shown = displayName(names);
    for (const name of [shown, ...names.filter((other) => other !== shown)]) {
      const { text, language } = name;
      // SKOS lets a thing have one preferred name in a language.
      const first = !languages.has(language) && (name === shown || name.kind === 'OFFICIAL');
      if (first) languages.add(language);
      this.say(node, first ? labels.shown : labels.other, language === 'und' ? literal(text) : literal(text, language));
    }
    if (summary !== null) this.say(node, 'schema:description', literal(summary));
    this.say(node, 'schema:sameAs', ...sameAs.map(iri));
    for (const [name, field] of Object.entries(this.ontology.entity(type)?.fields ?? {})) {
      const some = claims[name] ?? [];
      const best = shownClaim(some);
      const property = this.fieldProperty(type, name);
      for (const [i, claim] of some.entries()) {
        const objects = this.value(`${node.value}#${name}${i > 0 ? `-${i + 1}` : ''}`, field, claim.value);
        if (claim === best) {
          this.say(node, property, ...objects);
          if (field.kind === 'period' && property.equals(known('dcterms:temporal'))) this.dates(node, claim.value);
        }
        if (some.length === 1 && claim.sources === sources) continue;
        const statement = namedNode(`${node.value}#claim-${name}-${i + 1}`);
        this.statement(statement, node, property, objects);
        this.say(statement, this.own('rank'), literal(claim.rank));
        this.sources(statement, claim.sources);
      }
    }
    this.sources(node, sources);
    return this.taken();
  }

  /** When something that takes place begins and ends, where that is stated as plain dates. */
  dates(node: NamedNode, value: FieldValue): void {
    const { edtf } = value as Period;
    const [first = '', last] = edtf.split('/');
    const [start, end] = [date(first), last === undefined ? null : date(last)];
    if (start) this.say(node, 'schema:startDate', start);
    if (end) this.say(node, 'schema:endDate', end);
  }

  relation(relation: RelationFact): Quad[] {
    const { id, type, from, to, values, rank, sources } = relation;
    const terms = relationTerms[type];
    const property = this.relationProperty(type);
    const ends = [this.entityIri(from), this.entityIri(to)] as const;
    const [subject, object] = terms?.inverse ? [ends[1], ends[0]] : ends;
    if (rank !== 'DEPRECATED') this.say(subject, property, object);
    // The places are with the facts that it is made from.
    if (looksDerived(relation)) return this.taken();
    const node = namedNode(`${this.base}relation/${id.split('/').map(encodeURIComponent).join('/')}`);
    this.statement(node, subject, property, [object]);
    const own = terms?.statement;
    if (own) {
      this.say(node, 'rdf:type', known(own.class));
      this.say(node, own.from, ends[0]);
      this.say(node, own.to, ends[1]);
    }
    this.say(node, this.own('rank'), literal(rank));
    const fields: Fields = { ...relationBase, ...this.ontology.relation(type)?.properties };
    for (const [name, field] of Object.entries(fields)) {
      const value = values[name];
      if (value === undefined) continue;
      this.say(node, this.own(name), ...this.value(`${node.value}#${name}`, field, value));
      if (name !== 'role' || !own?.role) continue;
      const role = namedNode(`${node.value}#as`);
      this.say(node, own.role, role);
      this.say(role, 'rdf:type', known('org:Role'));
      this.say(role, 'skos:prefLabel', literal(String(value)));
    }
    this.sources(node, sources);
    return this.taken();
  }
}

/** Of facts that are at hand. */
function* describedOf({ entities, relations }: Facts, describing: Describing): Generator<readonly Quad[]> {
  for (const entity of entities) yield describing.entity(entity);
  for (const relation of relations) yield describing.relation(relation);
}

/** The triples of each fact in turn, the ontology's own names first. */
async function* described(chosen: ExportSelection, describing: Describing): AsyncGenerator<readonly Quad[]> {
  const { ontology } = describing;
  describing.vocabulary();
  yield describing.taken();
  for (const type of entityTypes(ontology)) {
    for await (const entity of chosen.entities(type)) yield describing.entity(entity);
  }
  for (const type of relationTypes(ontology)) {
    for await (const relation of chosen.relations(type)) yield describing.relation(relation);
  }
}

export async function* turtle(
  chosen: ExportSelection,
  ontology: Ontology,
  { base }: RdfOptions,
): AsyncGenerator<string> {
  const describing = new Describing(ontology, base);
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
  const taken = () => {
    const piece = text;
    text = '';
    return piece;
  };
  const writer = new Writer(sink, { prefixes: describing.prefixes });
  for await (const quads of described(chosen, describing)) {
    writer.addQuads([...quads]);
    yield taken();
  }
  writer.end();
  yield taken();
}

/** A name in short, where the context has a prefix for it. */
function shortening(all: Readonly<Record<string, string>>) {
  const namespaces = Object.entries(all);
  return (name: string): string => {
    for (const [prefix, namespace] of namespaces) {
      const local = name.startsWith(namespace) ? name.slice(namespace.length) : '';
      if (/^[A-Za-z0-9][\w.~-]*$/.test(local)) return `${prefix}:${local}`;
    }
    return name;
  };
}

export async function* jsonld(
  chosen: ExportSelection,
  ontology: Ontology,
  { base }: RdfOptions,
): AsyncGenerator<string> {
  const describing = new Describing(ontology, base);
  yield* jsonldOf(described(chosen, describing), describing);
}

/** The same of a few facts, as one text, without what the ontology's own names mean. */
export async function factsAsJsonld(facts: Facts, ontology: Ontology, { base }: RdfOptions): Promise<string> {
  const describing = new Describing(ontology, base);
  const pieces: string[] = [];
  for await (const piece of jsonldOf(describedOf(facts, describing), describing)) pieces.push(piece);
  return pieces.join('');
}

async function* jsonldOf(
  facts: AsyncIterable<readonly Quad[]> | Iterable<readonly Quad[]>,
  { prefixes: context }: Describing,
): AsyncGenerator<string> {
  const short = shortening(context);
  const term = (object: Quad['object']): unknown => {
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
      node.set(key, [...(node.get(key) ?? []), isType ? short(object.value) : term(object)]);
    }
    for (const [id, properties] of nodes) {
      const parts = [...properties].map(([key, values]) => [key, values.length === 1 ? values[0] : values]);
      yield `${first ? '' : ','}\n${JSON.stringify({ '@id': short(id), ...Object.fromEntries(parts) })}`;
      first = false;
    }
  }
  yield '\n]\n}\n';
}

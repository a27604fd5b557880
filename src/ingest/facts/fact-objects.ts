import type { EntityFact, Facts, RelationFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { sourcesOf } from '../../ontology/sources.ts';
import { lineOfJson } from '../schema/data-file.ts';
import { didYouMean } from '../schema/nearest.ts';
import { isMapping, shown } from '../schema/schema.ts';
import { factReader } from './check.ts';

/** The form of facts in a program: the entities and relations of a facts file as objects. */

/** Where a document states a fact. */
export interface SourceInput {
  /** The id of the document. */
  readonly document: string;
  /** Its paragraphs, counted from 1. */
  readonly paragraphs?: readonly number[];
  /** Another place in it, such as `page 3`. */
  readonly locator?: string;
  /** The words of the document, if they say less than the value: "Friday, June 30", without a year. */
  readonly stated?: string;
  /** The date in EDTF that the passage speaks of, if it is not that of the document. */
  readonly at?: string;
}

/** Sources, as a list or by document: `{ 'document:a': [3, 4], 'document:b': ['page 2'] }`. */
export type SourcesInput = readonly SourceInput[] | Readonly<Record<string, readonly (number | string)[]>>;

/** A name of an entity. */
export interface NameInput {
  readonly text: string;
  /** BCP 47, such as `en` or `ko`. */
  readonly language: string;
  /** OFFICIAL if left out. */
  readonly kind?: 'OFFICIAL' | 'SHORT' | 'ACRONYM' | 'ALIAS';
  /** `ENTENTE` for a name that no document gives, such as a translation. */
  readonly origin?: 'DOCUMENT' | 'ENTENTE';
  /** Where documents give this name, if you know it. */
  readonly sources?: SourcesInput;
}

/**
 * An entity, with the fields of its type beside the ones listed here. A field holds a value (text, number, EDTF date,
 * list of `{ amount, currency }` with ISO 4217 codes, or place), a claim `{ value, rank?, sources }`, or a list of claims.
 */
export interface EntityInput {
  /** The type in lower case, a colon and a name in lower case: `institution:kaist`. */
  readonly id: string;
  readonly names: readonly NameInput[];
  readonly sources: SourcesInput;
  readonly summary?: string;
  /** URIs of the same thing elsewhere. */
  readonly sameAs?: readonly string[];
  readonly [field: string]: unknown;
}

/** A relation, with the properties of its type beside the ones listed here. */
export interface RelationInput {
  /** The relation type, such as `FUNDS`. */
  readonly type: string;
  /** The id of an entity. */
  readonly from: string;
  /** The id of an entity. */
  readonly to: string;
  readonly sources: SourcesInput;
  /** Distinguishes several relations of one type between the same two entities. */
  readonly key?: string;
  /** NORMAL if left out. */
  readonly rank?: 'PREFERRED' | 'NORMAL' | 'DEPRECATED';
  readonly [property: string]: unknown;
}

/** The content of a facts file, as objects. */
export interface FactsInput {
  readonly entities?: readonly EntityInput[];
  readonly relations?: readonly RelationInput[];
}

/** One thing that is wrong with facts. */
export interface FactProblem {
  /** Where it is, such as `relations[2]`; `facts` is the object that holds them. */
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

interface Reference {
  readonly at: string;
  /** How messages name its role, such as `a source`. */
  readonly role: string;
  readonly id: string;
}

/** The result of a check of fact objects. */
export interface CheckedObjects {
  readonly facts: Facts;
  readonly problems: readonly FactProblem[];
  /** References to entities that are not among the facts, and so have to be in the graph. */
  readonly references: readonly Reference[];
}

/** Checks facts against the ontology as a facts file is checked, and returns every problem. */
export function checkFactObjects(input: FactsInput, ontology: Ontology): CheckedObjects {
  const problems = shapeProblems(input);
  if (problems.length > 0) return { facts: { entities: [], relations: [] }, problems, references: [] };
  const { entities = [], relations = [] } = input;
  const references: Reference[] = [];
  const reader = factReader(ontology);
  const known = { entities: new Map<string, EntityFact>(), relations: new Map<string, RelationFact>() };
  for (const [kind, inputs] of Object.entries({ entities, relations })) {
    for (const [index, input] of inputs.entries()) {
      const at = `${kind}[${index}]`;
      const report = (expected: string, got: string) => problems.push({ at, expected, got });
      const item = reader.itemOf(lineOfJson(kind, index, withoutUndefined(input)));
      for (const { expected, got } of item.problems) report(expected, got);
      const fact = kind === 'entities' ? item.entity : item.relation;
      if (!fact) {
        if (item.problems.length === 0) report(`one of the ${kind}`, JSON.stringify(Object.keys(input)));
        continue;
      }
      if (known.entities.has(fact.id) || known.relations.has(fact.id)) report('each fact once', fact.id);
      if ('claims' in fact) known.entities.set(fact.id, fact);
      else {
        known.relations.set(fact.id, fact);
        references.push({ at, role: '"from"', id: fact.from }, { at, role: '"to"', id: fact.to });
      }
      for (const id of citedDocuments(fact)) references.push({ at, role: 'a source', id });
    }
  }
  return {
    facts: { entities: [...known.entities.values()], relations: [...known.relations.values()] },
    problems,
    references: references.filter(({ id }) => !known.entities.has(id)),
  };
}

/** An object without the properties that are undefined: a program leaves out a value in this way too. */
const withoutUndefined = (input: unknown): unknown =>
  isMapping(input) ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) : input;

const PARTS = ['entities', 'relations'];

/** What is wrong with the object that holds the facts: programs without types pass anything. */
function shapeProblems(input: unknown): FactProblem[] {
  if (!isMapping(input))
    return [{ at: 'facts', expected: 'an object with entities, relations, or both', got: shown(input) }];
  return Object.entries(input).flatMap(([name, part]) => {
    if (!PARTS.includes(name))
      return [{ at: 'facts', expected: `one of ${PARTS.join(', ')}${didYouMean(name, PARTS)}`, got: `"${name}"` }];
    return part === undefined || Array.isArray(part) ? [] : [{ at: name, expected: 'a list', got: shown(part) }];
  });
}

const citedDocuments = (fact: EntityFact | RelationFact): Set<string> =>
  new Set(sourcesOf(fact).map(({ document }) => document));

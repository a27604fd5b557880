import { ANY, type Ontology } from '../../ontology/ontology.ts';
import { deprecatedType, pastType, relationshipType, typeLabel } from '../encoding/names.ts';
import type { Parameters, Value } from '../port/graph.ts';
import { negated, type Step, type TimeTravel } from '../query/query.ts';

/** The WHERE clause that requires all conditions, as lines of a statement; no line if nothing is required. */
export function whereClause(conditions: readonly string[]): string[] {
  const effective = conditions.filter((condition) => condition !== 'true');
  return effective.length > 0 ? [`WHERE ${effective.join(' AND ')}`] : [];
}

/**
 * What the parts of one statement share: its parameters and variables. Texts contain names of the ontology and of
 * stored properties, never values, so equal queries have equal texts, and all client input is a parameter.
 */
export class CypherBuilder {
  readonly ontology: Ontology;
  readonly timeTravel: TimeTravel;
  readonly #shared: { readonly parameters: Record<string, Value>; variables: number };

  constructor(ontology: Ontology, timeTravel: TimeTravel, whole?: CypherBuilder) {
    this.ontology = ontology;
    this.timeTravel = timeTravel;
    this.#shared = whole ? whole.#shared : { parameters: {}, variables: 0 };
  }

  /** A part of the same statement that reads only what is certain. */
  certain(): CypherBuilder {
    return new CypherBuilder(this.ontology, { ...this.timeTravel, certainty: 'CERTAIN', isNegated: false }, this);
  }

  /** A negated part of the same statement; the same builder if negation changes nothing for it. */
  negated(): CypherBuilder {
    const time = negated(this.timeTravel);
    return time === this.timeTravel ? this : new CypherBuilder(this.ontology, time, this);
  }

  get parameters(): Parameters {
    return this.#shared.parameters;
  }

  /** Adds a parameter and returns its placeholder. */
  value(value: Value): string {
    const { parameters } = this.#shared;
    const name = `v${Object.keys(parameters).length}`;
    parameters[name] = value;
    return `$${name}`;
  }

  /** A variable name that the statement does not use yet. */
  variable(prefix: string): string {
    this.#shared.variables += 1;
    return prefix + this.#shared.variables;
  }

  /** The label of an entity type, or of any. Throws if the ontology has no such type. */
  label(type: string): string {
    if (type !== ANY && !this.ontology.entity(type)) throw new Error(`${type} is not an entity type of the ontology`);
    return typeLabel(type);
  }

  /** The relation types of a step. If it names none, all of the ontology's: a database may hold others as well. */
  types(step: Step): readonly string[] {
    for (const type of step.types) {
      if (!this.ontology.relation(type)) throw new Error(`${type} is not a relation type of the ontology`);
    }
    return step.types.length > 0 ? step.types : this.ontology.relations.map(({ type }) => type);
  }

  /**
   * The relationship types to match: those of current relations, and optionally of deprecated ones. For an earlier
   * recorded state also those of past relations, and always deprecated ones, as ranks may have changed since.
   */
  relationshipTypes(types: readonly string[], deprecated: boolean): readonly string[] {
    const { known } = this.timeTravel;
    return types.flatMap((type) => [
      relationshipType(type),
      ...(deprecated || known !== null ? [deprecatedType(type)] : []),
      ...(known !== null ? [pastType(type)] : []),
    ]);
  }

  /** (from)-[relation:TYPE]->(node:Label). `deprecated` also matches deprecated relations. */
  pattern(from: string, step: Step, relation: string, node: string, deprecated: boolean): string {
    const between = `-[${relation}:${this.relationshipTypes(this.types(step), deprecated).join('|')}]-`;
    const arrow = step.direction === 'OUT' ? `${between}>` : step.direction === 'IN' ? `<${between}` : between;
    const label = this.label(step.target);
    return `(${from})${arrow}(${node}${this.#leadsTo(step) ? '' : `:${label}`})`;
  }

  /** Whether relations of the step's types lead to its target only, so that no label needs to be checked. */
  #leadsTo({ types, direction, target }: Step): boolean {
    if (target === ANY) return true;
    const ends = types.flatMap((type) => this.ontology.relation(type)?.ends ?? []);
    const far = ends.flatMap(({ from, to }) => [
      ...(direction === 'IN' ? [] : [to]),
      ...(direction === 'OUT' ? [] : [from]),
    ]);
    return far.length > 0 && far.every((type) => type === target);
  }
}

import { ANY, type Ontology } from '../../ontology/ontology.ts';
import type { Parameters, Value } from '../port/graph.ts';
import type { Step, TimeTravel } from '../query/query.ts';
import { deprecatedType, pastType, relationshipType, typeLabel } from '../storage/encoding.ts';

/**
 * What the parts of one statement share. Into a text go the names of the ontology and of storage columns, never a
 * value: equal questions give equal texts, and what a client sent is a parameter.
 */
export class CypherBuilder {
  readonly ontology: Ontology;
  readonly timeTravel: TimeTravel;
  readonly #parameters: Record<string, Value> = {};
  #variables = 0;

  constructor(ontology: Ontology, timeTravel: TimeTravel) {
    this.ontology = ontology;
    this.timeTravel = timeTravel;
  }

  get parameters(): Parameters {
    return this.#parameters;
  }

  /** Takes a value; what it gives stands for the value in the text. */
  value(value: Value): string {
    const name = `v${Object.keys(this.#parameters).length}`;
    this.#parameters[name] = value;
    return `$${name}`;
  }

  /** A variable that nothing else in the statement is called. */
  variable(prefix: string): string {
    this.#variables += 1;
    return prefix + this.#variables;
  }

  label(type: string): string {
    if (type !== ANY && !this.ontology.entity(type)) throw new Error(`${type} is no entity type of the ontology`);
    return typeLabel(type);
  }

  /** The relation types of a step, all of the ontology where it names none: a database may hold others as well. */
  types(step: Step): readonly string[] {
    for (const type of step.types) {
      if (!this.ontology.relation(type)) throw new Error(`${type} is no relation type of the ontology`);
    }
    return step.types.length > 0 ? step.types : this.ontology.relations.map(({ type }) => type);
  }

  /**
   * The relationship types to match: current statements, and deprecated ones where asked for. As of an earlier recorded
   * state, all three kinds: a statement may have had another rank then.
   */
  relationshipTypes(types: readonly string[], deprecated: boolean): readonly string[] {
    const { known } = this.timeTravel;
    return types.flatMap((type) => [
      relationshipType(type),
      ...(deprecated || known !== null ? [deprecatedType(type)] : []),
      ...(known !== null ? [pastType(type)] : []),
    ]);
  }

  /** (from)-[relation:TYPE]->(node:Label); `deprecated`: statements that are known to be wrong as well. */
  pattern(from: string, step: Step, relation: string, node: string, deprecated: boolean): string {
    const between = `-[${relation}:${this.relationshipTypes(this.types(step), deprecated).join('|')}]-`;
    const arrow = step.direction === 'OUT' ? `${between}>` : step.direction === 'IN' ? `<${between}` : between;
    const label = this.label(step.target);
    return `(${from})${arrow}(${node}${this.#leadsTo(step) ? '' : `:${label}`})`;
  }

  /** Whether relations of the step's types lead to nothing but its target, so that no label has to be looked at. */
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

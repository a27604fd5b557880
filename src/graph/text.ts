import { ANY, type Ontology } from '../ontology/ontology.ts';
import type { Parameters, Value } from './graph.ts';
import { relationshipTypes } from './past.ts';
import type { Moment, Step } from './query.ts';
import { typeLabel } from './storage.ts';

/**
 * What the parts of one statement share. Into a text go the names of the ontology and of storage columns, never a
 * value: equal questions give equal texts, and what a client sent is a parameter.
 */
export class Writing {
  readonly ontology: Ontology;
  readonly moment: Moment;
  readonly #parameters: Record<string, Value> = {};
  #variables = 0;

  constructor(ontology: Ontology, moment: Moment) {
    this.ontology = ontology;
    this.moment = moment;
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

  /** (from)-[relation:TYPE]->(node:Label); `deprecated`: statements that are known to be wrong as well. */
  pattern(from: string, step: Step, relation: string, node: string, deprecated: boolean): string {
    const between = `-[${relation}:${relationshipTypes(this, this.types(step), deprecated).join('|')}]-`;
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

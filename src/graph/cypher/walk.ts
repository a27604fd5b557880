import { ANY, idPrefix, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import type { Filter, Step, TimeTravel } from '../query/query.ts';
import { condition } from './conditions.ts';
import { CypherBuilder } from './cypher-builder.ts';
import { typeOfRelation } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/** What the statements of a walk from entity to entity are made of. */

/** What may be gone over: relations of some types to entities of some types, of all where none is named. */
export interface WalkScope {
  readonly relations: readonly string[];
  readonly types: readonly string[];
}

export const typeFilter = (types: readonly string[]): Filter | null =>
  types.length === 0 ? null : { kind: 'prefix', prefixes: types.map((type) => `${idPrefix(type)}:`) };

const where = (conditions: readonly string[]) => (conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '');

/** A statement about the neighbours `m` of entities `n` over relations `r`. */
export class Walk {
  readonly cypher: CypherBuilder;
  readonly step: Step;
  readonly #filter: Filter | null;

  constructor(ontology: Ontology, timeTravel: TimeTravel, { relations, types }: WalkScope) {
    this.cypher = new CypherBuilder(ontology, timeTravel);
    this.step = { types: relations, direction: 'BOTH', target: ANY };
    this.#filter = typeFilter(types);
  }

  /** Each entity `n` of the ids that is there. */
  entities(ids: readonly string[]): string {
    return `UNWIND ${this.cypher.value(ids)} AS id MATCH (n:Entity {id: id}) ${where(entityIsVisible(this.cypher, ANY, 'n'))}`;
  }

  /** The same for ids that were found to be there. */
  known(ids: readonly string[]): string {
    return `UNWIND ${this.cypher.value(ids)} AS id MATCH (n:Entity {id: id})`;
  }

  neighbours(...conditions: readonly string[]): string {
    return this.#match(this.step, conditions);
  }

  /** The neighbours over relations of one type. */
  over(type: string): string {
    return this.#match({ ...this.step, types: [type] }, []);
  }

  #match(step: Step, conditions: readonly string[]): string {
    const { cypher } = this;
    const filter = this.#filter ? [condition(cypher, this.#filter, { node: 'm', relation: 'r' })] : [];
    const there = relationIsVisible(cypher, step, 'r', 'm', null);
    return `MATCH ${cypher.pattern('n', step, 'r', 'm', false)} ${where([...there, ...filter, ...conditions])}`;
  }

  /** The relation type of `r`, by `typeOfRelationship`; what a list of types is ordered or grouped by. */
  get kind(): string {
    return this.cypher.timeTravel.known === null ? 'type(r)' : typeOfRelation('r');
  }

  statement(...lines: readonly string[]): Statement {
    return { text: lines.join('\n'), parameters: this.cypher.parameters };
  }
}

/** How many relations each of some entities has; those that are not there are left out. */
export function degreesOf(
  ontology: Ontology,
  timeTravel: TimeTravel,
  ways: WalkScope,
  ids: readonly string[],
): Statement {
  const walk = new Walk(ontology, timeTravel, ways);
  return walk.statement(walk.entities(ids), `RETURN n.id AS id, COUNT { ${walk.neighbours()} } AS degree`);
}

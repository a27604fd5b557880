import { ANY, idPrefix, type Ontology } from '../../ontology/ontology.ts';
import type { Statement } from '../port/graph.ts';
import type { Filter, Step, TimeTravel } from '../query/query.ts';
import { condition } from './conditions.ts';
import { CypherBuilder, whereClause } from './cypher-builder.ts';
import { typeOfRelation } from './history.ts';
import { entityIsVisible, relationIsVisible } from './visibility.ts';

/** Building blocks for the statements of traversals. */

/** What a traversal follows. An empty list means all types. */
export interface WalkScope {
  /** Relation types. */
  readonly relations: readonly string[];
  /** Types of the entities at the far end. */
  readonly types: readonly string[];
}

/** A filter for entities of these types; null for all. Ids begin with their type. */
export const typeFilter = (types: readonly string[]): Filter | null =>
  types.length === 0 ? null : { kind: 'prefix', prefixes: types.map((type) => `${idPrefix(type)}:`) };

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

  /** Binds `n` to each visible entity of the ids. */
  entities(ids: readonly string[]): string {
    return [this.anyOf(ids), ...whereClause(entityIsVisible(this.cypher, ANY, 'n'))].join(' ');
  }

  /** Binds `n` to each entity of the ids, whether or not it is visible. */
  anyOf(ids: readonly string[]): string {
    return `UNWIND ${this.cypher.value(ids)} AS id MATCH (n:Entity {id: id})`;
  }

  /** Binds `m` to the neighbours of `n`, over `r`. */
  neighbours(...conditions: readonly string[]): string {
    return this.#match(this.step, conditions);
  }

  /** Binds `m` to the neighbours of `n` over relations of one type. */
  neighboursOver(type: string): string {
    return this.#match({ ...this.step, types: [type] }, []);
  }

  #match(step: Step, conditions: readonly string[]): string {
    const { cypher } = this;
    const filter = this.#filter ? [condition(cypher, this.#filter, { node: 'm', relation: 'r', near: 'n' })] : [];
    const visible = relationIsVisible(cypher, step, 'r', 'm', null);
    const match = `MATCH ${cypher.pattern('n', step, 'r', 'm', false)}`;
    return [match, ...whereClause([...visible, ...filter, ...conditions])].join(' ');
  }

  /** An expression to order or group by the relation type of `r`; pass its values to typeOfRelationship. */
  get relationType(): string {
    return this.cypher.timeTravel.known === null ? 'type(r)' : typeOfRelation('r');
  }

  statement(...lines: readonly string[]): Statement {
    return { text: lines.join('\n'), parameters: this.cypher.parameters };
  }
}

/** Rows { id, degree }: the number of relations of each visible entity. */
export function composeVisibleDegrees(
  ontology: Ontology,
  timeTravel: TimeTravel,
  scope: WalkScope,
  ids: readonly string[],
): Statement {
  const walk = new Walk(ontology, timeTravel, scope);
  return walk.statement(walk.entities(ids), `RETURN n.id AS id, COUNT { ${walk.neighbours()} } AS degree`);
}

import { badInput, quoted } from '../../errors.ts';
import type { Filter, Side, Step } from '../../graph/query/query.ts';
import type { Field, Fields } from '../../ontology/declaration.ts';
import { ANY, DOCUMENT, type Ontology } from '../../ontology/ontology.ts';
import {
  type ArgumentValues,
  type ListTarget,
  pathTo,
  stepOf,
  typesWithHierarchy,
  withArticle,
} from './argument-reader.ts';
import { citedFilter } from './evidence.ts';
import { ValueConditions } from './value-conditions.ts';

/** The maximum nesting and number of conditions in one argument: each condition is a search in the database. */
const DEEPEST = 8;
const MOST = 60;

/** Reads conditions on entities and on what relations lead to. */
class Conditions extends ValueConditions {
  #conditions = 0;

  where(path: string, input: ArgumentValues, target: ListTarget, depth: number): Filter {
    if (depth > DEEPEST) {
      throw badInput(`"${path}" is nested ${depth} levels deep; at most ${DEEPEST} are allowed. Ask in several steps.`);
    }
    const fields: Fields = this.ontology.entity(target.type)?.fields ?? {};
    const filters = this.conditions(path, input).map(([key, value]): Filter => {
      const at = pathTo(path, key);
      if (key === 'and' || key === 'or') {
        if (value.length === 0)
          throw badInput(`"${at}" expects at least one condition; got none, which nothing meets.`);
        const parts = value.map((part: ArgumentValues, i: number) =>
          this.where(pathTo(at, i), part, target, depth + 1),
        );
        return { kind: key === 'and' ? 'all' : 'any', filters: parts };
      }
      if (key === 'not') return { kind: 'not', filter: this.where(at, value, target, depth + 1) };
      if (key === 'relation') return this.relation(at, value, target, depth);
      const step = this.ontology.relationFields(target.type).find((field) => field.name === key);
      if (step) return this.related(at, value, stepOf(step), depth);
      if (key === 'sources') return this.cited(at, value, 'node', depth);
      if (key === 'contested') return { kind: 'contested', side: 'node', contested: value };
      if (key === 'certain') return { kind: 'certain', of: 'row', certain: value, path: at };
      if (key === 'selfOrBelow' || key === 'selfOrAbove') {
        const { type } = target;
        return { kind: key, type, filter: this.where(at, value, { type, step: null }, depth + 1), path: at };
      }
      if (key === 'id') return this.id(at, value, target.type);
      if (key === 'name' || key === 'summary') return this.text(at, value, 'node', key);
      if (key === 'names') return this.names(at, value);
      if (key === 'sameAs') return this.uris(at, value);
      return this.field(at, value, 'node', key, fields[key] as Field);
    });
    return { kind: 'all', filters };
  }

  /** The conditions of an object, counted. An empty one is a condition that everything meets, and takes as long to read. */
  // biome-ignore lint/suspicious/noExplicitAny: the values of ArgumentValues.
  conditions(path: string, input: ArgumentValues): [string, any][] {
    const entries = this.entries(path, input, 'a condition');
    this.#conditions += Math.max(1, entries.length);
    if (this.#conditions > MOST) {
      throw badInput(`"${path}" expects at most ${MOST} conditions in all; got more. Ask in several steps.`);
    }
    return entries;
  }

  related(path: string, input: ArgumentValues, step: Step, depth: number): Filter {
    const { where, ...conditions } = input;
    const far = { type: step.target, step };
    const counted = where ? this.where(pathTo(path, 'where'), where, far, depth + 1) : null;
    if (where && conditions.count === undefined) {
      throw badInput(
        `"${pathTo(path, 'where')}" says which of them are counted, and "count" is not given. Give both, or use some.`,
      );
    }
    const filters = this.entries(path, conditions, 'a condition').flatMap(([key, value]): Filter[] => {
      const at = pathTo(path, key);
      if (key === 'count')
        return this.number(at, value, (test) => ({ kind: 'count', step, filter: counted, path: at, ...test }), true);
      const quantifier = key as 'some' | 'none' | 'every';
      const filter = this.where(at, value, far, depth + 1);
      return [{ kind: 'related', step, quantifier, filter, path: at }];
    });
    if (filters.length === 0) {
      throw badInput(
        `"${path}" expects some, none, every or count; got none of them. To ask for any at all, give some: {}.`,
      );
    }
    return { kind: 'all', filters };
  }

  cited(path: string, input: ArgumentValues, side: Side, depth: number): Filter {
    return citedFilter(path, input, side, {
      document: (at, where) => this.where(at, where, { type: DOCUMENT, step: null }, depth + 1),
      count: (at, count, make) => this.number(at, count, make, true),
      entries: (at, conditions, expected) => this.entries(at, conditions, expected),
    });
  }

  relation(path: string, input: ArgumentValues, { step }: ListTarget, depth: number): Filter {
    if (step === null) {
      throw badInput(
        `"${path}" is a condition on the relation that leads to an entity, and no relation leads to this list. Use it in a relation field or in some, none and every.`,
      );
    }
    const filters = this.conditions(path, input).map(([key, value]): Filter => {
      const at = pathTo(path, key);
      if (key === 'certain') return { kind: 'certain', of: 'relation', certain: value, path: at };
      if (key === 'id') {
        const { within, withinAny, ...others } = value;
        if (within !== undefined || withinAny !== undefined) {
          throw badInput(
            `"${at}" expects eq or in, as nothing is below a relation; got within. Use it on the id of the entity.`,
          );
        }
        return this.oneOf(at, others, 'relation', 'ententeId', (text) => text);
      }
      if (key === 'type') {
        if (value.length === 0) throw badInput(`"${at}" expects at least one type; got none, which nothing meets.`);
        return { kind: 'type', types: [...new Set<string>(value)] };
      }
      if (key === 'sources') return this.cited(at, value, 'relation', depth);
      if (key === 'contested') return { kind: 'contested', side: 'relation', contested: value };
      if (key === 'rank') return this.oneOf(at, value, 'relation', 'rank', (text) => text);
      return this.field(at, value, 'relation', key, this.property(at, step, key));
    });
    return { kind: 'all', filters };
  }

  id(path: string, input: ArgumentValues, type: string): Filter {
    const { within, withinAny, ...others } = input;
    const read = (id: string) => {
      const known = this.ontology.typeOfId(id)?.name;
      if (known && (type === ANY || known === type)) return id;
      const prefix =
        type === ANY ? 'a type and a name, such as "minister:lee-jong-ho"' : `"${type.toLowerCase()}:" and a name`;
      throw badInput(`"${path}" expects ${prefix}; got ${quoted(id)}.`);
    };
    const filters = this.entries(path, { within, withinAny }, 'an id').map(([key, value]) =>
      this.below(pathTo(path, key), [value].flat(), read),
    );
    if (filters.length > 0 && Object.keys(others).length === 0) return { kind: 'all', filters };
    return { kind: 'all', filters: [this.oneOf(path, others, 'node', 'id', read), ...filters] };
  }

  /** One of the entities, or below one of them in a hierarchy. */
  below(path: string, values: readonly (string | null)[], read: (id: string) => string): Filter {
    const ids = this.values(path, values).map((id) => {
      const type = this.ontology.typeOfId(read(id))?.name ?? '';
      if (this.ontology.hierarchies(type).length > 0) return id;
      throw badInput(
        `"${path}" expects an id of a type with a hierarchy (${typesWithHierarchy(this.ontology)}); got ${quoted(id)}, and nothing is below ${withArticle(type)}. Use eq or in.`,
      );
    });
    return { kind: 'within', ids, path };
  }
}

/** Reads `where`. Throws BAD_USER_INPUT with the path in the argument, what was expected and what was got. */
export const filterOf = (ontology: Ontology, input: ArgumentValues, target: ListTarget, path = 'where'): Filter =>
  new Conditions(ontology).where(path, input, target, 1);

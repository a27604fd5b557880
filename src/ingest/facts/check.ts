import type { EntityFact, Facts, RelationFact } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import { sourcesOf } from '../../ontology/sources.ts';
import { type DataFile, type Location, type Problem, rootOf } from '../schema/data-file.ts';
import { didYouMean } from '../schema/nearest.ts';
import { Check, isMapping, type Schema } from '../schema/schema.ts';
import { factsFile } from './facts-file.ts';

/** Unknown ids that are compared with all others for a hint: where there are more, a file was left out. */
const MOST_HINTS = 20;

/** The facts of some files, and the problems of these files. */
export interface Checked {
  readonly facts: Facts;
  readonly problems: readonly Problem[];
}

/** One item of a data file: a fact with its problems. */
export interface Item {
  /** The line of the id of an entity or the type of a relation. */
  readonly line: number;
  readonly entity?: EntityFact;
  readonly relation?: RelationFact;
  readonly problems: readonly Problem[];
}

/** Reads data files and lines of JSONL by an ontology. */
export interface FactReader {
  /** The items of a file, each with its problems. Problems of the file itself come first. */
  itemsOf(data: DataFile): readonly Item[];
  /** A single item, such as a line of JSONL. A relation has a type, an entity has none. */
  itemOf(data: DataFile): Item;
}

/** Makes a reader of facts, for any number of files. */
export function factReader(ontology: Ontology): FactReader {
  const declared = factsFile(ontology);
  const entity = itemWith(declared.entity, 'id', (fact) => ({ entity: fact }));
  const relation = itemWith(declared.relation, 'type', (fact) => ({ relation: fact }));
  const file = declared.file(entity, relation);
  return {
    itemsOf(data) {
      const check = new Check(data);
      const root = data.problems.length > 0 ? undefined : file.read(data.content, rootOf(data, 'a data file'), check);
      const { problems } = check;
      const whole = problems.length > 0 ? [{ line: problems[0]?.line ?? 1, problems }] : [];
      return [...whole, ...(root?.entities ?? []), ...(root?.relations ?? [])];
    },
    itemOf(data) {
      const isRelation = isMapping(data.content) && Object.hasOwn(data.content, 'type');
      const item = isRelation ? relation : entity;
      return item.read(data.content, rootOf(data, 'a fact'), new Check(data)) as Item;
    },
  };
}

/** Reads a fact as an item with its own problems. The line of the item is that of the key `named`. */
function itemWith<T extends EntityFact | RelationFact>(
  fact: Schema<T>,
  named: string,
  make: (fact: T) => Pick<Item, 'entity' | 'relation'>,
): Schema<Item> {
  return {
    json: fact.json,
    read(value, at, check) {
      const before = check.problems.length;
      const read = fact.read(value, at, check);
      const where: Location = read && isMapping(value) ? { holder: value, key: named, label: named } : at;
      if (read && sourcesOf(read).length === 0) check.report(where, 'at least one source: who says so', 'none');
      return {
        line: check.data.lineAt(check.data.offsetOf(where)),
        ...(read && make(read)),
        problems: check.problems.splice(before),
      };
    },
  };
}

/**
 * Checks files against the ontology and each other. Returns all problems, and the facts, which are complete only if there
 * is no problem.
 *
 * @example
 * const { facts, problems } = checkFacts([readDataFile('facts.yaml', text)], createOntology());
 */
export function checkFacts(files: readonly DataFile[], ontology: Ontology): Checked {
  const problems: Problem[] = [];
  const entities = new Map<string, EntityFact>();
  const relations = new Map<string, RelationFact>();
  const uses: { file: string; line: number; id: string; what: string }[] = [];
  const reader = factReader(ontology);
  for (const data of files) {
    const { file } = data;
    for (const { line, entity, relation, problems: own } of reader.itemsOf(data)) {
      // Not spread: a file can have more problems than a call can have arguments.
      for (const problem of own) problems.push(problem);
      const fact = entity ?? relation;
      if (!fact) continue;
      const hint = relation ? '; give each its own "key" where two of a kind join the same two' : '';
      if (entities.has(fact.id) || relations.has(fact.id))
        problems.push({ file, line, expected: `each fact once${hint}`, got: `${fact.id} a second time` });
      if (entity) entities.set(entity.id, entity);
      if (relation) relations.set(relation.id, relation);
      for (const source of sourcesOf(fact)) uses.push({ file, line, id: source.document, what: 'a source' });
      for (const side of ['from', 'to'] as const)
        if (relation) uses.push({ file, line, id: relation[side], what: `"${side}"` });
    }
  }
  const declared = [...entities.keys()];
  const hints = new Map<string, string>();
  for (const { file, line, id, what } of uses) {
    if (entities.has(id)) continue;
    if (hints.size < MOST_HINTS && !hints.has(id)) hints.set(id, didYouMean(id, declared));
    const expected = `${what} that is declared in one of the files${hints.get(id) ?? ''}`;
    problems.push({ file, line, expected, got: id });
  }
  const place = (p: Problem) => [files.findIndex((f) => f.file === p.file), p.line] as const;
  problems.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
  return { facts: { entities: [...entities.values()], relations: [...relations.values()] }, problems };
}

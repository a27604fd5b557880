import type { RelationDeclaration } from './declaration.ts';
import type { Ontology } from './ontology.ts';

/** How an ontology joins two sides with what they have to do with each other. Everything follows from its declarations. */
export interface BetweenModel {
  /** Relation types from a part to the whole, such as a ministry and its state. */
  readonly partOf: readonly string[];
  /** Relation types from a person to the body that the person acts for. */
  readonly actsFor: readonly string[];
  /** Relation types from whoever takes part to that in which they take part. */
  readonly takesPart: readonly string[];
  /** Relation types from what both sides take part in to what it is about. */
  readonly isAbout: readonly string[];
  /** Entity types that can be a side, and so take part or act for one that does. */
  readonly sides: readonly string[];
  /** Those of them that act for others. */
  readonly people: readonly string[];
  /** Entity types in which sides take part. */
  readonly matters: readonly string[];
  /** Other entity types that these can be about. */
  readonly topics: readonly string[];
}

const endsOf = (relations: readonly RelationDeclaration[], side: 'from' | 'to') => [
  ...new Set(relations.flatMap(({ ends }) => ends.map((end) => end[side]))),
];
const typesOf = (relations: readonly RelationDeclaration[]) => relations.map(({ type }) => type);

/** What the declarations of an ontology say about two sides. */
export function betweenModel({ entities, relations }: Ontology): BetweenModel {
  const of = (kind: RelationDeclaration['between']) => relations.filter(({ between }) => between === kind);
  const [takesPart, actsFor] = [of('takesPart'), of('actsFor')];
  const matters = endsOf(takesPart, 'to');
  const people = endsOf(actsFor, 'from');
  const sides = [...new Set([...endsOf(takesPart, 'from'), ...endsOf(actsFor, 'to'), ...people])];
  const isAbout = of('isAbout').filter((relation) => endsOf([relation], 'from').some((type) => matters.includes(type)));
  const partOf = relations.filter(
    (relation) => relation.isHierarchy && endsOf([relation], 'to').every((type) => sides.includes(type)),
  );
  const inOrder = (names: readonly string[]) => entities.map(({ name }) => name).filter((name) => names.includes(name));
  return {
    partOf: typesOf(partOf),
    actsFor: typesOf(actsFor),
    takesPart: typesOf(takesPart),
    isAbout: typesOf(isAbout),
    sides: inOrder(sides),
    people: inOrder(people),
    matters: inOrder(matters),
    topics: inOrder(endsOf(isAbout, 'to').filter((type) => !matters.includes(type))),
  };
}

import type { ModelQuery } from './documents.ts';
import { EVIDENCE } from './state/view.ts';

type Ontology = ModelQuery['ontology'];
type RelationKind = Ontology['relationTypes'][number];

/** The name of an entity type as the API's enum has it: JointBody → JOINT_BODY. */
export const constantOf = (name: string) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase();

/** The model as the server tells it, so that what is added to the ontology shows here without a change. */
export class Model {
  readonly types: readonly string[];
  readonly #relations: ReadonlyMap<string, RelationKind>;
  readonly #order: ReadonlyMap<string, number>;

  constructor({ entityTypes, relationTypes }: Ontology) {
    this.types = entityTypes.map(({ name }) => name);
    this.#relations = new Map(relationTypes.map((kind) => [kind.type, kind]));
    this.#order = new Map(relationTypes.map(({ type }, i) => [type, i]));
  }

  /** How it reads in the ontology's own words. */
  reading(type: string, direction: string): string {
    const kind = this.#relations.get(type);
    return (direction === 'IN' ? kind?.inverseReading : kind?.reading) ?? type.replaceAll('_', ' ').toLowerCase();
  }

  get relationTypes(): readonly string[] {
    return [...this.#relations.keys()];
  }

  /** Its place in the ontology. */
  orderOf(type: string): number {
    return this.#order.get(type) ?? this.#order.size;
  }

  /** Whether a relation joins more than a document with what it tells of, which stands with each fact anyway. */
  isMoreThanEvidence(type: string): boolean {
    return this.#relations.get(type)?.ends.some(({ from, to }) => from !== EVIDENCE && to !== EVIDENCE) ?? true;
  }

  /** The relation types that can lead from an entity of this type to one of a type that is not left out. */
  leadingFrom(entityType: string, leftOut: readonly string[]): string[] {
    const isOff = new Set(leftOut);
    const fits = (end: string) => end === 'Entity' || end === entityType;
    const isSeen = (end: string) => !isOff.has(end);
    return [...this.#relations.values()]
      .filter(({ ends }) => ends.some(({ from, to }) => (fits(from) && isSeen(to)) || (fits(to) && isSeen(from))))
      .map(({ type }) => type);
  }
}

import { constantCase } from '../constant-case.ts';
import { readingOf } from '../i18n/catalogue.ts';
import type { Direction, ModelQuery } from './documents.ts';
import type { Words } from './i18n.ts';
import { EVIDENCE } from './state/view.ts';

type Ontology = ModelQuery['ontology'];
type RelationKind = Ontology['relationTypes'][number];

/** The model as the server tells it, so that what is added to the ontology shows here without a change. */
export class Model {
  readonly types: readonly string[];
  readonly #relations: ReadonlyMap<string, RelationKind>;
  readonly #order: ReadonlyMap<string, number>;
  readonly #ids: readonly RegExp[];
  /** By entity type and by the name that the field has in ClaimField. */
  readonly #kinds: ReadonlyMap<string, string>;

  constructor({ entityTypes, relationTypes }: Ontology) {
    this.types = entityTypes.map(({ name }) => name);
    this.#relations = new Map(relationTypes.map((kind) => [kind.type, kind]));
    this.#order = new Map(relationTypes.map(({ type }, i) => [type, i]));
    this.#ids = entityTypes.map(({ idPattern }) => new RegExp(idPattern));
    this.#kinds = new Map(
      entityTypes.flatMap(({ name: type, fields }) =>
        fields.map(({ name, kind }) => [`${type} ${constantCase(name)}`, kind] as const),
      ),
    );
  }

  /** How a relation reads in a sentence, travelled this way: in the ontology's own words where the language has none. */
  reading(words: Words, type: string, direction: Direction): string {
    const kind = this.#relations.get(type);
    const own = direction === 'IN' ? kind?.inverseReading : kind?.reading;
    return readingOf(words, type, direction, own ?? type.replaceAll('_', ' ').toLowerCase());
  }

  /** Whether something of this id can be there at all. */
  isId(id: string): boolean {
    return this.#ids.some((pattern) => pattern.test(id));
  }

  /** What kind of value a field has: text, enum, country … */
  kindOf(entityType: string, field: string): string {
    return this.#kinds.get(`${entityType} ${field}`) ?? 'text';
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

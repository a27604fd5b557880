import { constantCase } from '../constant-case.ts';
import { type Localised, readingOf } from '../i18n/catalogue.ts';
import type { Direction, ModelQuery } from './documents.ts';
import type { Messages } from './i18n.ts';
import { EVIDENCE } from './state/view.ts';

type Ontology = ModelQuery['ontology'];
type RelationKind = Ontology['relationTypes'][number];

/** The ontology as the API describes it, so that additions to it need no change here. */
export class Model {
  readonly types: readonly string[];
  readonly #relations: ReadonlyMap<string, RelationKind>;
  readonly #order: ReadonlyMap<string, number>;
  readonly #ids: readonly RegExp[];
  /** By entity type and by the field's name in the enum ClaimField. */
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

  /** The reading of a relation in a direction, in the ontology's English if the language has no translation. */
  reading(t: Messages, type: string, direction: Direction): Localised {
    const kind = this.#relations.get(type);
    const own = direction === 'IN' ? kind?.inverseReading : kind?.reading;
    return readingOf(t, type, direction, own ?? type.replaceAll('_', ' ').toLowerCase());
  }

  /** Whether an entity can have this id. */
  isId(id: string): boolean {
    return this.#ids.some((pattern) => pattern.test(id));
  }

  /** Whether an id is that of a document. */
  isEvidence(id: string): boolean {
    return this.#ids[this.types.indexOf(EVIDENCE)]?.test(id) ?? false;
  }

  /** The kind of a field's values: text, enum, country … */
  kindOf(entityType: string, field: string): string {
    return this.#kinds.get(`${entityType} ${field}`) ?? 'text';
  }

  get relationTypes(): readonly string[] {
    return [...this.#relations.keys()];
  }

  /** The position of a relation type in the ontology, for sorting. */
  orderOf(type: string): number {
    return this.#order.get(type) ?? this.#order.size;
  }

  /** Whether a relation type connects entities other than documents. Documents are listed with each fact anyway. */
  isMoreThanEvidence(type: string): boolean {
    return this.#relations.get(type)?.ends.some(({ from, to }) => from !== EVIDENCE && to !== EVIDENCE) ?? true;
  }

  /** The relation types that can lead from an entity of this type to one whose type isn't in `leftOut`. */
  leadingFrom(entityType: string, leftOut: readonly string[]): string[] {
    const isOff = new Set(leftOut);
    const fits = (end: string) => end === 'Entity' || end === entityType;
    const isSeen = (end: string) => !isOff.has(end);
    return [...this.#relations.values()]
      .filter(({ ends }) => ends.some(({ from, to }) => (fits(from) && isSeen(to)) || (fits(to) && isSeen(from))))
      .map(({ type }) => type);
  }
}

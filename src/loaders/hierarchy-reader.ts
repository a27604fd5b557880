import { badInput, quoted } from '../errors.ts';
import type { UnitOfWork } from '../graph/port/graph.ts';
import type { Shape, TimeTravel } from '../graph/query/query.ts';
import { replaceWithins, type Within, withinsOf } from '../graph/query/within.ts';
import { Hierarchy } from '../graph/storage/hierarchy.ts';
import type { Ontology } from '../ontology/ontology.ts';

/** Reads what queries need to know of hierarchies before they are compiled, in the same unit of work. */
export class HierarchyReader {
  readonly #make: (type: string) => Hierarchy;
  readonly #ontology: Ontology;
  readonly #hierarchies = new Map<string, Hierarchy>();

  constructor(unit: UnitOfWork, ontology: Ontology, timeTravel: TimeTravel) {
    this.#ontology = ontology;
    this.#make = (type) => new Hierarchy(unit, ontology, timeTravel, type);
  }

  /** The shape with its filters by hierarchies read. Throws BAD_USER_INPUT for an entity that the graph lacks. */
  async read(shape: Shape): Promise<Shape> {
    if (shape.kind !== 'list' && shape.kind !== 'relations') return shape;
    const withins = withinsOf(shape.part);
    if (withins.length === 0) return shape;
    const read = new Map<Within, readonly string[]>();
    await Promise.all(withins.map(async (within) => void read.set(within, await this.#below(within))));
    const part = replaceWithins(shape.part, (within) => ({ kind: 'among', ids: read.get(within) ?? [] }));
    return { ...shape, part };
  }

  async #below({ ids, path }: Within): Promise<readonly string[]> {
    const typeOf = (id: string) => this.#ontology.typeOfId(id)?.name ?? '';
    const found: string[] = [];
    for (const type of new Set(ids.map(typeOf))) {
      const own = ids.filter((id) => typeOf(id) === type);
      const below = await this.#of(type).from(own, 'DOWN');
      const missing = own.find((id) => !below.has(id));
      if (missing !== undefined) {
        throw badInput(
          `"${path}" expects the id of an entity in this graph; got ${quoted(missing)}, which is not in it. Take ids from earlier answers, or find them with search.`,
        );
      }
      for (const id of below.keys()) found.push(id);
    }
    return found;
  }

  #of(type: string): Hierarchy {
    const hierarchy = this.#hierarchies.get(type) ?? this.#make(type);
    this.#hierarchies.set(type, hierarchy);
    return hierarchy;
  }
}

import { composeColumns, composeLinks, composeWithValue, LINK_COLUMNS } from '../graph/cypher/between.ts';
import { CypherBuilder } from '../graph/cypher/cypher-builder.ts';
import { relationReader } from '../graph/cypher/row-decoder.ts';
import { decode, textOrNull } from '../graph/encoding/values.ts';
import type { UnitOfWork, Value } from '../graph/port/graph.ts';
import { NOW, type TimeTravel } from '../graph/query/query.ts';
import { chunks } from '../lists.ts';
import type { BetweenModel } from '../ontology/between.ts';
import type { Ontology } from '../ontology/ontology.ts';
import type { Period } from '../ontology/period.ts';
import { compare } from './hub.ts';

/** The most members of a side: it, its bodies and its people. */
export const MEMBERS = 20_000;
/** The most offices and bodies that are read for one level of a side. */
const LINKS = 100_000;

/** A side as asked for. */
export interface AskedSide {
  readonly ids: readonly string[];
  /** ISO 3166-1, or EU. */
  readonly countries: readonly string[];
}

/** An office, or a place in a larger body: what makes one member stand for another. */
export interface Link {
  readonly id: string;
  readonly type: string;
  readonly part: string;
  readonly whole: string;
  readonly period: Period | null;
  /** The days between which it certainly held; the last is null if it is open, and the first if there are none. */
  readonly certainFrom: string | null;
  readonly certainTo: string | null;
}

/** An entity that counts for a side. */
export interface Member {
  readonly id: string;
  /** The side itself. */
  readonly isRoot: boolean;
  /** Whether it counts for the side only because of its country. */
  readonly byCountry: boolean;
  /** The links by which it stands for other members. */
  readonly links: Link[];
}

/** A side with its bodies and people. */
export interface Side {
  readonly asked: AskedSide;
  readonly members: ReadonlyMap<string, Member>;
  /** Whether there are more members than are counted. */
  readonly truncated: boolean;
}

/** The columns of a type's field for its country. */
const countryColumn = (ontology: Ontology, type: string): string | undefined => {
  const fields = Object.entries(ontology.entity(type)?.fields ?? {});
  return fields.find(([, { kind }]) => kind === 'country')?.[0];
};

/** Reads sides. */
export class SideReader {
  readonly #unit: UnitOfWork;
  readonly #ontology: Ontology;
  readonly #model: BetweenModel;
  readonly #timeTravel: TimeTravel;

  constructor(unit: UnitOfWork, ontology: Ontology, model: BetweenModel, timeTravel: TimeTravel) {
    this.#unit = unit;
    this.#ontology = ontology;
    this.#model = model;
    this.#timeTravel = timeTravel;
  }

  /**
   * Reads a side with its bodies and people: whoever is a part of it, of whichever level, and whoever holds an office in
   * one of these. `other` has the ids of the other side, which are never on this one.
   */
  async read(asked: AskedSide, other: readonly string[]): Promise<Side> {
    const members = new Map<string, Member>();
    const excluded = new Set(other);
    let truncated = false;
    const add = (member: Member): boolean => {
      if (excluded.has(member.id) || members.has(member.id)) return false;
      if (members.size === MEMBERS) truncated = true;
      else members.set(member.id, member);
      return members.has(member.id);
    };
    const follow = async (roots: readonly string[], byCountry: boolean) => {
      let level = roots.filter((id) => add({ id, isRoot: true, byCountry, links: [] }));
      while (level.length > 0 && !truncated) {
        const found: string[] = [];
        const links = await this.#linksTo(level);
        if (links.length >= LINKS) truncated = true;
        for (const { country, ...link } of links) {
          // A country has its own bodies. A body abroad is one of the country where it is.
          if (byCountry && country !== '' && !asked.countries.includes(country)) continue;
          if (add({ id: link.part, isRoot: false, byCountry, links: [] })) found.push(link.part);
          const member = members.get(link.part);
          if (member && !member.isRoot) member.links.push(link);
        }
        level = found;
      }
    };
    await follow(await this.#visible(asked.ids), false);
    await follow(await this.#ofCountries(asked.countries), true);
    return { asked, members, truncated };
  }

  /** A builder for statements about all that was recorded by the time of the query, whenever it held. */
  #cypher(timeTravel: TimeTravel = { ...NOW, known: this.#timeTravel.known }): CypherBuilder {
    return new CypherBuilder(this.#ontology, timeTravel);
  }

  async #visible(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const rows = await this.#unit.run(composeColumns(this.#cypher(this.#timeTravel), ids, ['id']));
    return rows.map(({ id }) => String(id)).sort(compare);
  }

  async #ofCountries(countries: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const country of countries) {
      for (const type of this.#model.sides) {
        const column = countryColumn(this.#ontology, type);
        if (column === undefined) continue;
        const cypher = this.#cypher(this.#timeTravel);
        const rows = await this.#unit.run(composeWithValue(cypher, type, column, country, MEMBERS + 1));
        found.push(...rows.map(({ id }) => String(id)));
      }
    }
    return found;
  }

  /** The links to some members: those that had begun by the day of the query, even if they have ended since. */
  async #linksTo(ids: readonly string[]): Promise<(Link & { readonly country: string })[]> {
    const { partOf, actsFor, sides } = this.#model;
    const { asOf } = this.#timeTravel;
    const reader = relationReader(LINK_COLUMNS);
    const country = [...new Set(sides.flatMap((type) => countryColumn(this.#ontology, type) ?? []))];
    const links: (Link & { readonly country: string })[] = [];
    for (const part of chunks(ids)) {
      if (links.length >= LINKS) break;
      const types = [...partOf, ...actsFor];
      const statement = composeLinks(this.#cypher(), types, part, country, LINKS - links.length);
      for (const row of await this.#unit.run(statement)) {
        const link = reader.read(row.link as readonly Value[], 0);
        const period = decode.period(link, 'period');
        if (asOf !== null && period?.start && period.start > asOf) continue;
        links.push({
          id: String(link.id),
          type: String(link.type),
          part: String(row.part),
          whole: String(row.whole),
          period,
          certainFrom: textOrNull(link.certainFrom),
          certainTo: textOrNull(link.certainTo),
          country: String(row.country),
        });
      }
    }
    return links;
  }
}

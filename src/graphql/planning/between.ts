import { EntenteError } from '../../errors.ts';
import { composeAmounts, composeRelations, type Ends } from '../../graph/cypher/between.ts';
import { CypherBuilder } from '../../graph/cypher/cypher-builder.ts';
import { type ListResult, relationReader } from '../../graph/cypher/row-decoder.ts';
import { decode } from '../../graph/encoding/values.ts';
import type { Row, Value } from '../../graph/port/graph.ts';
import { type Filter, NOW, type TimeTravel } from '../../graph/query/query.ts';
import { chunks, grouped } from '../../lists.ts';
import type { BetweenModel } from '../../ontology/between.ts';
import type { Money } from '../../ontology/facts.ts';
import type { Ontology } from '../../ontology/ontology.ts';
import {
  type About,
  type Between,
  COUNTERPARTS,
  type Counterparts,
  counterpartsOf,
  readBetween,
  readTopics,
  STATEMENTS,
} from '../../traverse/between.ts';
import type { AskedSide } from '../../traverse/between-sides.ts';
import { type Chain, chainAt } from '../../traverse/between-ways.ts';
import { CERTAIN_DAYS, wasCertain } from './certainty.ts';
import { Connection, type Edge } from './connection.ts';
import type { OperationReader } from './context.ts';
import type { ConnectionPlan } from './plans.ts';

/** What the fields below one `between` share. */

export type SideName = 'a' | 'b';

/** A way in which a side takes part in something: through which member, and whom that stands for. */
export interface Way {
  readonly member: string;
  readonly matter: string;
  readonly chain: Chain;
  /** Whether the member certainly took part, and certainly stood for the side then. */
  readonly certain: boolean;
  /** The relations of the member with what it takes part in. */
  readonly relations: readonly Row[];
  /** The relations of the chain, from the member up to the side. */
  readonly links: readonly Row[];
}

/** What is asked about ways: how many, which columns of their relations, and whether they are certain. */
export interface WaysAsked {
  readonly first: number;
  readonly names: readonly string[];
  readonly isCertainAsked: boolean;
}

type Sides = Readonly<Record<'a' | 'b', AskedSide>>;
type Topics = ReadonlyMap<string, readonly About[]>;

/** The ways of a side to several things. */
export type WaysTo = (matter: string) => readonly Way[];

const tooMuch = (what: string) =>
  new EntenteError('LIMIT_EXCEEDED', `The two sides have too many ${what} are not read. Name smaller bodies.`);

/** The answer to one `between`: what was found, and what its fields read about it. */
export class BetweenAnswer {
  readonly found: Between;
  readonly model: BetweenModel;
  /** Tells answers to different sides apart, in cursors. */
  readonly scope: string;
  readonly #ontology: Ontology;
  readonly #reader: OperationReader;
  readonly #asked: Sides;
  #topics: Promise<Topics> | undefined;
  #sure: Promise<Between> | undefined;
  #sureTopics: Promise<Topics> | undefined;

  constructor(
    found: Between,
    asked: Sides,
    model: BetweenModel,
    scope: string,
    ontology: Ontology,
    reader: OperationReader,
  ) {
    this.found = found;
    this.#asked = asked;
    this.model = model;
    this.scope = scope;
    this.#ontology = ontology;
    this.#reader = reader;
  }

  /** Everything that both sides take part in. */
  get matters(): readonly string[] {
    return [...this.found.matters.values()].flat();
  }

  /** What these are about, by topic; read once. Throws LIMIT_EXCEEDED if that is too much. */
  topics(): Promise<Topics> {
    this.#topics ??= this.#readTopics(this.#reader.timeTravel, this.matters);
    return this.#topics;
  }

  async #readTopics(timeTravel: TimeTravel, matters: readonly string[]): Promise<Topics> {
    const all = await this.#reader.read((unit) => readTopics(unit, this.#ontology, this.model, timeTravel, matters));
    if (!all) throw tooMuch(`statements of what the things between them are about; more than ${STATEMENTS}`);
    return grouped(all, ({ topic }) => topic);
  }

  /** Whether the same answer under CERTAIN may have less. */
  get #isMixed(): boolean {
    const { asOf, certainty } = this.#reader.timeTravel;
    return asOf !== null && certainty === 'POSSIBLE';
  }

  get #sureTime(): TimeTravel {
    return { ...this.#reader.timeTravel, certainty: 'CERTAIN' };
  }

  /** What the two sides certainly have to do with each other; read once. */
  sure(): Promise<Between> {
    const read = () =>
      this.#reader.read((unit) => readBetween(unit, this.#ontology, this.model, this.#sureTime, this.#asked));
    this.#sure ??= this.#isMixed ? read() : Promise.resolve(this.found);
    return this.#sure;
  }

  /** What that certainly is about; read once. */
  sureTopics(): Promise<Topics> {
    const read = async () => this.#readTopics(this.#sureTime, [...(await this.sure()).matters.values()].flat());
    this.#sureTopics ??= this.#isMixed ? read() : this.topics();
    return this.#sureTopics;
  }

  /** How many rows a list has under CERTAIN, if it is limited to these ids. Its plan begins with the ids. */
  async countSure({ part }: ConnectionPlan, ids: readonly string[]): Promise<number> {
    const among: Filter = { kind: 'among', ids };
    const filter: Filter =
      part.filter?.kind === 'all' ? { kind: 'all', filters: [among, ...part.filter.filters.slice(1)] } : among;
    const counted = { ...part, filter, page: null, total: false, certain: true, sums: {}, groups: {} };
    const answer = await this.#reader.loader.load({ kind: 'list', part: counted }, null);
    return answer?.certain ?? 0;
  }

  /** The people who faced each other. Throws LIMIT_EXCEEDED if they are too many. */
  async counterparts(): Promise<readonly Counterparts[]> {
    const pairs = await counterpartsOf(this.#ontology, this.model, this.found, this.#reader.work);
    if (!pairs) throw tooMuch(`pairs of people; more than ${COUNTERPARTS}`);
    return pairs;
  }

  /** How many of a side take part in something. */
  count = (of: SideName, matter: string): number => this.found.participants[of].get(matter)?.length ?? 0;

  /** The first ways of a side to each of some things, with columns of the relations on them. */
  async ways(of: SideName, matters: readonly string[], { first, names, isCertainAsked }: WaysAsked): Promise<WaysTo> {
    const side = this.found[of];
    const { work, timeTravel } = this.#reader;
    const chains = new Map<string, readonly { readonly member: string; readonly chain: Chain }[]>();
    for (const matter of matters) {
      const all: { readonly member: string; readonly chain: Chain }[] = [];
      for (const member of this.found.participants[of].get(matter) ?? []) {
        const chain = chainAt(side, member, this.found.dateOf(matter), timeTravel.certainty === 'CERTAIN');
        all.push({ member, chain: chain as Chain });
        if (work.step(50)) await work.pause();
      }
      all.sort((x, y) => x.chain.links.length - y.chain.links.length);
      chains.set(matter, all.slice(0, first));
    }
    const columns = [...new Set(['id', 'type', 'from', 'to', ...CERTAIN_DAYS, ...names])];
    const { takesPart, partOf, actsFor } = this.model;
    const joins = [...chains].map(([matter, all]): Ends => [matter, all.map(({ member }) => member)]);
    const links = new Map<string, Set<string>>();
    for (const { whole, part } of [...chains.values()].flat().flatMap(({ chain }) => chain.links)) {
      links.set(whole, (links.get(whole) ?? new Set()).add(part));
    }
    const linked = [...links].map(([whole, parts]): Ends => [whole, [...parts]]);
    const [joined, linking] = await this.#reader.read(async (unit) => {
      const reader = relationReader(columns);
      const read = async (types: readonly string[], ends: readonly Ends[], time: typeof timeTravel) => {
        const rows: Row[] = [];
        for (const part of chunks(ends)) {
          const cypher = new CypherBuilder(this.#ontology, time);
          for (const { relation } of await unit.run(composeRelations(cypher, types, part, columns))) {
            rows.push(reader.read(relation as readonly Value[], 0));
          }
        }
        return rows;
      };
      return [
        await read(takesPart, joins, timeTravel),
        // An office counts at the date of what its holder took part in, even if it has ended since.
        await read([...partOf, ...actsFor], linked, { ...NOW, known: timeTravel.known }),
      ] as const;
    });
    // Without a day, only dates of things and offices tell.
    const sure = this.#isMixed && isCertainAsked ? await this.sure() : null;
    const between = grouped(joined, ({ from, to }) => `${from} ${to}`);
    const byId = new Map(linking.map((row) => [String(row.id), row]));
    return (matter) =>
      (chains.get(matter) ?? []).map(({ member, chain }) => {
        const relations = between.get(`${member} ${matter}`) ?? [];
        const certain = sure
          ? (sure.participants[of].get(matter)?.includes(member) ?? false)
          : chain.certain && relations.some((row) => wasCertain(row, timeTravel));
        const links = chain.links.map(({ id }) => byId.get(id)).filter((row) => row !== undefined);
        return { member, matter, chain, certain, relations, links };
      });
  }

  /** The sum of a money field over the relations of a side with some things. */
  async sum(
    of: SideName,
    matters: readonly string[],
    types: readonly string[],
    field: string,
  ): Promise<readonly Money[]> {
    const ends = matters.map((matter): Ends => [matter, this.found.participants[of].get(matter) ?? []]);
    const { timeTravel, read } = this.#reader;
    const cypher = () => new CypherBuilder(this.#ontology, timeTravel);
    const [row] = await read((unit) => unit.run(composeAmounts(cypher(), types, ends, field)));
    return decode.sums(row?.amounts);
  }
}

/** A page of a list below `between`. Its edges know the list that they are in. */
export class BetweenConnection extends Connection {
  readonly answer: BetweenAnswer;
  readonly plan: ConnectionPlan;
  readonly #ways = new Map<string, Promise<WaysTo>>();
  readonly #readSure: () => Promise<readonly string[]>;
  #owned: readonly Edge[] | undefined;
  #sure: Promise<ReadonlySet<string>> | undefined;

  /** `readSure`: the ids that the list is limited to under CERTAIN. */
  constructor(
    answer: BetweenAnswer,
    plan: ConnectionPlan,
    read: ListResult,
    readSure: () => Promise<readonly string[]>,
  ) {
    super(plan, read, null);
    this.answer = answer;
    this.plan = plan;
    this.#readSure = readSure;
  }

  /** The ids that the list is limited to under CERTAIN. */
  sure(): Promise<ReadonlySet<string>> {
    this.#sure ??= this.#readSure().then((ids) => new Set(ids));
    return this.#sure;
  }

  override get certainCount(): Promise<number> {
    return this.sure().then((ids) => this.answer.countSure(this.plan, [...ids]));
  }

  override get edges(): readonly Edge[] {
    if (!this.#owned) {
      this.#owned = super.edges;
      for (const edge of this.#owned) owners.set(edge, this);
    }
    return this.#owned;
  }

  /** The ways of a side to everything on the page, read once for all of its edges. */
  waysOf(of: SideName, asked: WaysAsked): Promise<WaysTo> {
    const key = JSON.stringify([of, asked]);
    const known = this.#ways.get(key);
    if (known) return known;
    const matters = this.nodes.map(({ id }) => String(id));
    const ways = this.answer.ways(of, matters, asked);
    this.#ways.set(key, ways);
    return ways;
  }
}

const owners = new WeakMap<Edge, BetweenConnection>();

/** The list that an edge is in. */
export function ownerOf(edge: Edge): BetweenConnection {
  const owner = owners.get(edge);
  if (!owner) throw new Error('expected an edge of a list below between; got another one');
  return owner;
}

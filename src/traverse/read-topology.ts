import { composeCount, composeOutgoing } from '../graph/cypher/neighbours.ts';
import { statement } from '../graph/cypher/statements.ts';
import { typeOfRelationship } from '../graph/encoding/names.ts';
import type { Row, Statement } from '../graph/port/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Topology } from './topology.ts';

/** So many ids are read at once, and so many entities' relations: others are served between. */
const [IDS, ENTITIES] = [5000, 500];
/** So many statements are under way at once: the database works on the next while the rows of one are taken. */
const TOGETHER = 2;

/** What a database calls an element: a number behind what is the same for all relations of the database. */
const ELEMENT = /^(.*?)(\d+)$/;

/** Somebody wrote while it was read. */
export class Changed extends Error {}

export interface Read {
  readonly topology: Topology;
  readonly entities: number;
  readonly relations: number;
}

/**
 * Reads the topology of a graph by statements that all see one state of it. Fails with a sentence where it has more
 * than `most` relations, and with Changed where they do not fit together.
 */
export async function readTopology(
  ask: (statement: Statement) => Promise<readonly Row[]>,
  ontology: Ontology,
  most: number,
): Promise<Read> {
  const [counted] = await ask(composeCount(ontology));
  const relations = Number(counted?.number);
  if (relations > most) {
    throw new Error(`it has ${relations} relations, and what joins what is kept in memory for up to ${most}.`);
  }
  const numbers = new Map<string, number>();
  let ids: readonly string[] = [];
  do {
    const [row] = await ask(statement('next-entities', { after: ids.at(-1) ?? '', limit: IDS }));
    ids = row?.ids as readonly string[];
    for (const id of ids) numbers.set(id, numbers.size);
  } while (ids.length === IDS);

  const number = (id: string) => {
    const known = numbers.get(id);
    if (known === undefined) throw new Changed();
    return known;
  };
  const types = ontology.relations.map(({ type }) => type);
  const [from, to] = [new Uint32Array(relations), new Uint32Array(relations)];
  const [kinds, elements] = [new Uint16Array(relations), new Float64Array(relations)];
  const all = [...numbers.keys()];
  let prefix: string | undefined;
  let count = 0;
  const take = (rows: readonly Row[]) => {
    for (const row of rows) {
      const [node, kind] = [number(String(row.id)), types.indexOf(typeOfRelationship(String(row.type)))];
      const [others, called] = [row.others, row.elements] as readonly (readonly string[])[];
      for (const [i, other] of (others ?? []).entries()) {
        const element = called?.[i] ?? '';
        const [, before, digits] = ELEMENT.exec(element) ?? [];
        prefix ??= before;
        if (before === undefined || before !== prefix || !Number.isSafeInteger(Number(digits))) {
          throw new Error(`what joins what can't be kept, as it calls a relation ${element}.`);
        }
        from[count] = node;
        to[count] = number(other);
        kinds[count] = kind;
        elements[count] = Number(digits);
        count += 1;
      }
    }
  };
  let next = 0;
  const reading = async () => {
    try {
      while (next < all.length) {
        const at = next;
        next += ENTITIES;
        take(await ask(composeOutgoing(ontology, all.slice(at, at + ENTITIES))));
      }
    } catch (error) {
      next = all.length;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, reading));
  if (count !== relations) throw new Changed();
  const topology = await Topology.of(numbers, types, prefix ?? '', { from, to, kinds, elements });
  return { topology, entities: numbers.size, relations };
}

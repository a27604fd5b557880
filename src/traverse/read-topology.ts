import { composeCount, composeOutgoing } from '../graph/cypher/neighbours.ts';
import { statement } from '../graph/cypher/statements.ts';
import { typeOfRelationship } from '../graph/encoding/names.ts';
import type { Row, Statement } from '../graph/port/graph.ts';
import type { Ontology } from '../ontology/ontology.ts';
import { Topology } from './topology.ts';

/** Ids per statement, and entities whose relations one statement reads. */
const [IDS, ENTITIES] = [5000, 500];
/** Statements in flight: the database works on one while the rows of another are processed. */
const CONCURRENT = 2;

/** An element id: a number after a prefix that is the same for all relations of the database. */
const ELEMENT = /^(.*?)(\d+)$/;

/** The graph changed while it was read. */
export class Changed extends Error {}

/** A topology that was read, with its size. */
export interface TopologyRead {
  readonly topology: Topology;
  readonly entities: number;
  readonly relations: number;
}

/**
 * Reads the topology of a graph. `ask` runs a statement; all statements must see one state of the graph.
 *
 * @throws Changed if the rows of the statements contradict each other.
 * @throws Error with a sentence if the graph has more than `most` relations.
 */
export async function readTopology(
  ask: (statement: Statement) => Promise<readonly Row[]>,
  ontology: Ontology,
  most: number,
): Promise<TopologyRead> {
  const [counted] = await ask(composeCount(ontology));
  const relations = Number(counted?.number);
  if (relations > most) {
    throw new Error(`the graph has ${relations} relations, and at most ${most} are kept in memory.`);
  }
  const numbers = new Map<string, number>();
  let ids: readonly string[] = [];
  do {
    const [row] = await ask(statement('next-entities', { after: ids.at(-1) ?? '', limit: IDS }));
    ids = row?.ids as readonly string[];
    for (const id of ids) numbers.set(id, numbers.size);
  } while (ids.length === IDS);

  const number = (id: string) => {
    const number = numbers.get(id);
    if (number === undefined) throw new Changed();
    return number;
  };
  const types = ontology.relations.map(({ type }) => type);
  const [from, to] = [new Uint32Array(relations), new Uint32Array(relations)];
  const [typeIndexes, elements] = [new Uint16Array(relations), new Float64Array(relations)];
  const all = [...numbers.keys()];
  let prefix: string | undefined;
  let count = 0;
  const addRows = (rows: readonly Row[]) => {
    for (const row of rows) {
      const [node, typeIndex] = [number(String(row.id)), types.indexOf(typeOfRelationship(String(row.type)))];
      const [others, ids] = [row.others, row.elements] as readonly (readonly string[])[];
      for (const [i, other] of (others ?? []).entries()) {
        const element = ids?.[i] ?? '';
        const [, before, digits] = ELEMENT.exec(element) ?? [];
        prefix ??= before;
        if (before === undefined || before !== prefix || !Number.isSafeInteger(Number(digits))) {
          throw new Error(`expected element ids of relations that end in a number, after one prefix; got ${element}.`);
        }
        from[count] = node;
        to[count] = number(other);
        typeIndexes[count] = typeIndex;
        elements[count] = Number(digits);
        count += 1;
      }
    }
  };
  let next = 0;
  const readAll = async () => {
    try {
      while (next < all.length) {
        const at = next;
        next += ENTITIES;
        addRows(await ask(composeOutgoing(ontology, all.slice(at, at + ENTITIES))));
      }
    } catch (error) {
      next = all.length;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, readAll));
  if (count !== relations) throw new Changed();
  const { connecting } = ontology;
  const relationsOf = { from, to, types: typeIndexes, elements };
  const topology = await Topology.of(numbers, { all: types, connecting }, prefix ?? '', relationsOf);
  return { topology, entities: numbers.size, relations };
}

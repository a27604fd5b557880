import { constantCase } from '../../constant-case.ts';
import { badInput } from '../../errors.ts';
import type { Across, Grouping, GroupKey, Sum } from '../../graph/query/query.ts';
import { checkCurrency } from '../../ontology/codes.ts';
import { ANY, type Ontology } from '../../ontology/ontology.ts';
import {
  ArgumentReader,
  type ArgumentValues,
  type ListTarget,
  stepOf,
  typesWithHierarchy,
  withArticle,
} from './argument-reader.ts';
import { groupKeys } from './group-by.ts';
import { pageSize } from './page.ts';
import { acrossOf, acrossStep, sumOf } from './sums.ts';

/** The arguments of `groups`, `groupCount` and `sharedCount`. */
export interface GroupArguments {
  readonly by: string;
  readonly andBy?: string | null;
  readonly where?: ArgumentValues | null;
  readonly rollUp?: boolean | null;
  readonly orderBy?: ArgumentValues | null;
  readonly first?: number | null;
  readonly skip?: number | null;
}

/** The most groups that can be left out before the first. */
const MOST_SKIPPED = 100_000;

class Groups extends ArgumentReader {
  key(path: string, name: string, { type, step }: ListTarget): GroupKey {
    const found = groupKeys(this.ontology, type).get(name);
    if (!found) throw badInput(`"${path}" expects a value of ${withArticle(type)}; got ${name}.`);
    const { key, property } = found;
    if (property === undefined) return key;
    if (step === null) {
      throw badInput(`"${path}" expects what the entities have, as no relation leads to this list; got ${name}.`);
    }
    if (property === 'role' || property === 'period') this.property(path, step, property);
    return key;
  }

  /** Keys that lead to entities of a type with a hierarchy also count for the entities above. */
  rolledUp(keys: readonly GroupKey[], names: readonly string[]): readonly GroupKey[] {
    const rolled = keys.map((key): GroupKey => {
      const target = key.value.kind === 'related' ? key.value.step.target : '';
      return target === ANY || this.ontology.hierarchies(target).length > 0 ? { ...key, rollUp: true } : key;
    });
    if (rolled.some(({ rollUp }) => rollUp)) return rolled;
    throw badInput(
      `"rollUp" expects groups by entities of a type with a hierarchy (${typesWithHierarchy(this.ontology)}); got ${names.join(' and ')}, with nothing above. Leave it out, or group by a field that leads to one.`,
    );
  }

  order(input: ArgumentValues | null | undefined, target: ListTarget, only: readonly Across[]) {
    const [key, value] = input ? this.only('orderBy', input) : ['count', 'DESC'];
    if (key !== 'sum') {
      return { order: key === 'count' ? ('COUNT' as const) : ('KEY' as const), descending: value === 'DESC' };
    }
    const sum = sumOf(this.ontology, 'orderBy.sum.of', value.of, target, only);
    const currency = this.standard('orderBy.sum.currency', value.currency, checkCurrency);
    return { order: { sum, currency }, descending: value.direction !== 'ASC' };
  }
}

/** Reads `by`, `andBy` and `where`: what groups have in common, and which related entities count. */
function keysOf(ontology: Ontology, { by, andBy, where, rollUp }: GroupArguments, target: ListTarget) {
  const groups = new Groups(ontology);
  if (andBy === by) {
    throw badInput(`"andBy" expects another key than "by"; got ${andBy} for both. Leave "andBy" out for one key.`);
  }
  const keys = [groups.key('by', by, target), ...(andBy ? [groups.key('andBy', andBy, target)] : [])];
  return {
    keys: rollUp ? groups.rolledUp(keys, andBy ? [by, andBy] : [by]) : keys,
    only: acrossOf(ontology, 'where', where, target.type),
  };
}

/** Reads the arguments of `groupCount` and `sharedCount`. Throws BAD_USER_INPUT. */
export const groupCountOf = (
  ontology: Ontology,
  args: GroupArguments,
  target: ListTarget,
  numberOf: 'GROUPS' | 'SHARED',
): Grouping => ({
  ...keysOf(ontology, args, target),
  order: 'COUNT',
  descending: false,
  skip: 0,
  limit: 0,
  sums: {},
  counts: {},
  numberOf,
});

/** What is read of a group that follows relations from its members: sums and counts by alias. */
interface GroupReader {
  sum(of: string): Sum;
  count(of: string): Across;
}

/** Reads the arguments of `groups`, and lets `read` plan what is read of each group. Throws BAD_USER_INPUT. */
export function groupingOf(
  ontology: Ontology,
  args: GroupArguments,
  target: ListTarget,
  read: (reader: GroupReader) => Pick<Grouping, 'sums' | 'counts'>,
): Grouping {
  const { keys, only } = keysOf(ontology, args, target);
  const skip = args.skip ?? 0;
  if (skip < 0 || skip > MOST_SKIPPED) {
    throw badInput(
      `"skip" expects a number from 0 to ${MOST_SKIPPED}; got ${skip}. Leave it out to begin at the first.`,
    );
  }
  const parts = read({
    sum: (of) => sumOf(ontology, 'of', of, target, only),
    count: (of) => {
      const fields = ontology.relationFields(target.type);
      const field = fields.find(({ name }) => constantCase(name) === of);
      if (field) return acrossStep(stepOf(field), only);
      const names = fields.map(({ name }) => constantCase(name)).join(', ');
      throw badInput(
        `"of" expects relations of ${withArticle(target.type)}; got ${of}, which it does not have. ${names ? `Use one of ${names}; ` : ''}"count" counts the members.`,
      );
    },
  });
  return {
    keys,
    only,
    ...new Groups(ontology).order(args.orderBy, target, only),
    skip,
    limit: pageSize('first', args.first),
    ...parts,
  };
}

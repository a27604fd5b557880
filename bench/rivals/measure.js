/** Measurements of rivals side by side. All of them end: after so many runs, or when their seconds are over. */

/** The smallest of the times that the part of them does not exceed. */
export const quantile = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(times.length * part) - 1)];

const summary = (times) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), runs: times.length });

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Milliseconds of one caller: { p50, p99, runs }. */
export async function sampled(work, options = {}) {
  const { work: found } = await sampledTogether({ work }, options);
  return found;
}

/** Each turn begins with another work: what one leaves behind, as garbage, the one after it would always clear away. */
export function turned(names, turn) {
  const first = ((turn % names.length) + names.length) % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}

/**
 * Milliseconds of several works, by their names, run in turns, so that what changes on the machine hits all of them.
 * Stops after `runs` turns, or after `seconds` with fewer.
 */
export async function sampledTogether(works, { runs = 200, warmUps = 20, seconds = 120 } = {}) {
  const names = Object.keys(works);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const end = performance.now() + seconds * 1000;
  for (let run = -warmUps; run < runs; run += 1) {
    for (const name of turned(names, run)) {
      const time = await timed(works[name]);
      if (run >= 0) times[name].push(time);
    }
    if (run >= 0 && performance.now() > end) break;
  }
  return Object.fromEntries(names.map((name) => [name, summary(times[name])]));
}

/**
 * Answers for each second to a number of callers, each of which asks again as soon as it is answered. Ends after
 * `count` answers where that is given, and after `seconds` at the latest. `cpu` is what an answer costs this process, in
 * milliseconds: on a machine that others use as well it holds still where the rest does not.
 */
export async function throughput(work, { clients = 16, seconds = 3, count = Infinity } = {}) {
  const used = process.cpuUsage();
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const times = [];
  let asked = 0;
  const caller = async () => {
    while (asked < count && performance.now() < end) {
      asked += 1;
      times.push(await timed(work));
    }
  };
  // All callers end before an error is told: none goes on beside the next measurement.
  const ends = await Promise.allSettled(Array.from({ length: clients }, caller));
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  const { user, system } = process.cpuUsage(used);
  return {
    perSecond: times.length / ((performance.now() - begin) / 1000),
    cpu: (user + system) / 1000 / times.length,
    ...summary(times),
  };
}

/**
 * The throughput of several works, by their names, in turns: each round gives each work its seconds. `perSecond` is
 * the median of the rounds, `rounds` has them all; `cpu` is a median as well.
 */
export async function throughputTogether(works, { rounds = 5, warmUp = 1, ...options } = {}) {
  const names = Object.keys(works);
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of turned(names, round)) {
      const result = await throughput(works[name], options);
      if (round >= 0) found[name].push(result);
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const perSecond = found[name].map((result) => result.perSecond);
      const cpu = found[name].map((result) => result.cpu);
      return [name, { perSecond: quantile(perSecond, 0.5), cpu: quantile(cpu, 0.5), rounds: perSecond }];
    }),
  );
}

/** The middle of the ratios of two works' rounds, which were run next to each other. */
export const ratio = (a, b) =>
  quantile(
    a.rounds.map((perSecond, i) => perSecond / b.rounds[i]),
    0.5,
  );

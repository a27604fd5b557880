/** Measures rivals side by side. Each measurement ends after a number of runs or seconds. */

/** A quantile of times: the smallest time that is at least as long as this share of them. */
export const quantile = (times, part) =>
  times.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(times.length * part) - 1)];

const summary = (times) => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99), runs: times.length });

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** The latency of one client in milliseconds: { p50, p99, runs }. */
export async function sampled(work, options = {}) {
  const { work: found } = await sampledTogether({ work }, options);
  return found;
}

/** Rotates which task runs first. Otherwise a task would always collect the garbage of the same other one. */
export function turned(names, turn) {
  const first = ((turn % names.length) + names.length) % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}

/**
 * The latency of several named tasks in milliseconds. They alternate, so that changes in machine load affect all of them.
 * Stops after `runs` turns or after `seconds`, whichever comes first.
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
 * Responses per second with a number of clients, each of which sends its next request as soon as it has a response. Ends
 * after `count` responses, if given, or after `seconds`. `cpu` is this process's CPU time per response in milliseconds,
 * which is stable on a shared machine while throughput is not.
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
  // Reports an error only after all clients have stopped, so that none of them disturbs the next measurement.
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
 * The throughput of several named tasks, which take turns: each runs for some seconds per round. `perSecond` is the
 * median over the rounds, `rounds` lists all of them, and `cpu` is a median too.
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

/** The median ratio of two tasks' adjacent rounds. */
export const ratio = (a, b) =>
  quantile(
    a.rounds.map((perSecond, i) => perSecond / b.rounds[i]),
    0.5,
  );

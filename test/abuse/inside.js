// Runs inside the attacked server (`node --import`): tells the harness how long its event loop was held up, and what
// processor time it took.

import { existsSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** Milliseconds between two looks at the main thread's processor time. */
const EVERY = 5;

/**
 * Linux says for how long a process's first thread has run, and for how long it has waited for a processor, in
 * nanoseconds. Elsewhere all time counts.
 */
const SCHEDULED = '/proc/self/schedstat';
const scheduled = existsSync(SCHEDULED)
  ? () =>
      readFileSync(SCHEDULED, 'latin1')
        .split(' ', 2)
        .map((nanoseconds) => Number(nanoseconds) / 1e6)
  : () => [performance.now(), 0];

// Processes that the server starts inherit this file, and are not measured.
if (isMainThread && process.send && process.ppid === Number(process.env.ENTENTE_ABUSED_BY)) {
  const delay = monitorEventLoopDelay({ resolution: EVERY });
  delay.enable();
  let [last, before] = scheduled();
  let step = 0;
  setInterval(() => {
    const [now] = scheduled();
    step = Math.max(step, now - last);
    last = now;
  }, EVERY).unref();
  // After a reset the histogram needs a turn to start, and a stop that has just ended needs one to be counted.
  const turns = () => new Promise((resolve) => setTimeout(resolve, 30));
  process.on('message', async (asked) => {
    if (asked === 'processor') {
      const { user, system } = process.cpuUsage();
      process.send({ processor: (user + system) / 1000 });
      return;
    }
    if (asked === 'heap') {
      setFlagsFromString('--expose-gc');
      runInNewContext('gc')();
      process.send({ heap: process.memoryUsage().heapUsed });
      return;
    }
    await turns();
    const [, waited] = scheduled();
    const figures = { delay: delay.max / 1e6, step, waited: waited - before, rss: process.memoryUsage.rss() };
    delay.reset();
    step = 0;
    before = waited;
    await turns();
    process.send(figures);
  });
  process.channel.unref();
}

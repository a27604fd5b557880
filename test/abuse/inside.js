// Runs inside the attacked server (`node --import`): tells the harness how long its event loop was held up.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Processes that the server starts inherit this file, and are not measured.
if (isMainThread && process.send && process.ppid === Number(process.env.ENTENTE_ABUSED_BY)) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // After a reset the histogram needs a turn to start, and a stop that has just ended needs one to be counted.
  const turns = () => new Promise((resolve) => setTimeout(resolve, 30));
  process.on('message', async () => {
    await turns();
    const figures = { delay: delay.max / 1e6, rss: process.memoryUsage.rss() };
    delay.reset();
    await turns();
    process.send(figures);
  });
  process.channel.unref();
}

import type { Logger } from 'pino';

const CLOSE_TIMEOUT_MS = 10_000;

/** Closes in order at the first SIGTERM or SIGINT. A second signal, or ten seconds, ends the process at once. */
export function closeOnSignals(close: () => Promise<void>, logger: Logger): void {
  let closing = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    logger.info({ signal }, 'closing');
    setTimeout(() => {
      logger.error('closing took too long');
      process.exit(1);
    }, CLOSE_TIMEOUT_MS).unref();
    close().then(
      () => {
        process.exitCode = 0;
        process.exit();
      },
      (err: unknown) => {
        logger.error({ err }, 'closing failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

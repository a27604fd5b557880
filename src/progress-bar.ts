import cliProgress from 'cli-progress';

/** Values for the format's placeholders other than the progress. */
type Payload = Readonly<Record<string, string | number>>;

/** Shows the progress of a command. */
export interface ProgressBar {
  show(done: number, total: number, payload?: Payload): void;
  end(): void;
}

/** A progress bar on standard error; null if standard error is not a terminal, such as in a pipe. */
export function progressBar(format: string): ProgressBar | null {
  if (!process.stderr.isTTY) return null;
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true, stream: process.stderr });
  return {
    show(done, total, payload = {}) {
      if (!bar.isActive) bar.start(total, done, payload);
      bar.update(done, payload);
    },
    end: () => bar.stop(),
  };
}

import cliProgress from 'cli-progress';

/** What a bar shows beside how much is done. */
type Shown = Readonly<Record<string, string | number>>;

export interface ProgressBar {
  show(done: number, all: number, shown?: Shown): void;
  end(): void;
}

/** A bar in a terminal, on standard error; null where there is none, such as in a pipe. */
export function progressBar(format: string): ProgressBar | null {
  if (!process.stderr.isTTY) return null;
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true, stream: process.stderr });
  return {
    show(done, all, shown = {}) {
      if (!bar.isActive) bar.start(all, done, shown);
      bar.update(done, shown);
    },
    end: () => bar.stop(),
  };
}

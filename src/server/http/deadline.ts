import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { EntenteError } from '../../errors.ts';

/** A Yoga plugin that ends late requests, and the signals of its requests. */
export interface Deadline {
  readonly plugin: Plugin;
  signalOf(request: Request): AbortSignal;
}

/**
 * Ends requests after `timeout` milliseconds, whether or not their resolvers react to the signal. Plugins get the signal
 * of a request from `signalOf`; it is also aborted when the client disconnects.
 */
export function createDeadline(timeout: number): Deadline {
  const signals = new WeakMap<Request, AbortSignal>();
  return {
    signalOf: (request) => signals.get(request) ?? request.signal,
    plugin: {
      onParams({ paramsHandler, setParamsHandler }) {
        setParamsHandler((payload) => {
          const controller = new AbortController();
          signals.set(payload.request, controller.signal);
          const work = async () => paramsHandler(payload);
          return raceDeadline(work, payload.request.signal, controller, timeout);
        });
      },
      onExecute({ args }) {
        // The executor starts no more resolvers once this signal is aborted. Envelop's types lack it.
        Object.assign(args, { signal: signals.get(args.contextValue.request) });
      },
    },
  };
}

async function raceDeadline<Result>(
  work: () => Promise<Result>,
  client: AbortSignal,
  controller: AbortController,
  timeout: number,
): Promise<Result | ExecutionResult> {
  let stop: (error: EntenteError) => void = () => undefined;
  const stopped = new Promise<ExecutionResult>((resolve) => {
    stop = (error) => {
      resolve({ errors: [error] });
      controller.abort(error);
    };
  });
  const timer = setTimeout(() => stop(late(timeout)), timeout);
  timer.unref();
  const onGone = () => stop(gone());
  client.addEventListener('abort', onGone, { once: true });
  try {
    return await Promise.race([stopped, work()]);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', onGone);
  }
}

function late(timeout: number): EntenteError {
  const message =
    `The query took longer than ${timeout} ms, which is the limit. ` +
    'Ask for fewer rows or fewer levels, or narrow the filter.';
  return new EntenteError('TIMEOUT', message, { status: 504 });
}

function gone(): EntenteError {
  return new EntenteError('TIMEOUT', 'The client closed the connection before the response was ready.', {
    status: 504,
  });
}

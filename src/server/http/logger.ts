import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Lines of JSON for programs, coloured lines for a reader at a terminal. */
export function createLogger(level = process.env.ENTENTE_LOG_LEVEL || 'info'): Logger {
  if (!LEVELS.includes(level)) {
    throw new Error(`ENTENTE_LOG_LEVEL is "${level}", which is no level: set one of ${LEVELS.join(', ')}.`);
  }
  const options = { level, base: null };
  return process.stdout.isTTY ? pino(options, PinoPretty({ translateTime: 'HH:MM:ss', sync: true })) : pino(options);
}

import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Logs JSON lines, or coloured lines if standard output is a terminal.
 * Throws an error that lists the levels if ENTENTE_LOG_LEVEL isn't one.
 */
export function createLogger(level = process.env.ENTENTE_LOG_LEVEL || 'info'): Logger {
  if (!LEVELS.includes(level)) {
    throw new Error(`ENTENTE_LOG_LEVEL expects one of ${LEVELS.join(', ')}; got "${level}".`);
  }
  const options = { level, base: null };
  return process.stdout.isTTY ? pino(options, PinoPretty({ translateTime: 'HH:MM:ss', sync: true })) : pino(options);
}

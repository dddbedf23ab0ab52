import { pino, type DestinationStream, type Logger as PinoLogger, type LoggerOptions } from 'pino';
import { currentContext } from '../telemetry/context';

/** The log of a service: JSON lines with ids instead of contents. */
export type Logger = PinoLogger;

/** Fields that are redacted at any of the first three levels of a logged object. */
const SECRET_FIELDS = [
  'password',
  'token',
  'authorization',
  'cookie',
  'jwt',
  'secret',
  'STRIPE_SECRET_KEY',
  'JWT_KEY',
];

/**
 * Creates a log of JSON lines to standard output; secrets are redacted. Each line has the ids of the request and trace
 * that caused it.
 * @param level pino's level name; `silent` logs nothing
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const { requestId, traceId } = currentContext() ?? {};
      return { requestId, traceId };
    },
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        ...SECRET_FIELDS,
        ...SECRET_FIELDS.map((field) => `*.${field}`),
        ...SECRET_FIELDS.map((field) => `*.*.${field}`),
        '*.headers["set-cookie"]',
      ],
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The part of a pino logger that a bus uses. */
export interface BusLogger {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export const silent: BusLogger = { info: () => {}, warn: () => {}, error: () => {} };

/** The message of what was thrown or emitted; client libraries also throw plain strings. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Calls every listener; one that throws is logged and affects neither the others nor the connection. */
export function callEach(listeners: readonly (() => void)[], logger: BusLogger): void {
  for (const listener of listeners) {
    try {
      listener();
    } catch (error) {
      logger.error({ reason: reasonOf(error) }, 'a listener to the bus failed');
    }
  }
}

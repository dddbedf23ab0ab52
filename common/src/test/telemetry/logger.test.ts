import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, type Logger } from '../../telemetry/logger';

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const satisfies (keyof Logger)[];

it('writes an error and what came before it without waiting for more lines', () => {
  const waiting: string[] = [];
  const written: string[] = [];
  const destination = {
    write: (line: string) => waiting.push((JSON.parse(line) as { msg: string }).msg),
    flush: () => written.push(waiting.splice(0).join(' ')),
  };
  const logger = createLogger('test', 'trace', destination);
  for (const level of LEVELS) logger[level](level);
  expect(written).toEqual(['debug info warn error', 'fatal']);
});

it('writes other lines within 100 ms, and nothing while nothing is logged', async () => {
  const flush = jest.fn();
  const logger = createLogger('test', 'info', { write: () => undefined, flush });
  logger.info('one');
  logger.child({ of: 'a request' }).info('two');
  expect(flush).not.toHaveBeenCalled();
  await sleep(350);
  expect(flush).toHaveBeenCalledTimes(1);
});

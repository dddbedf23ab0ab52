import { currentEnvironment } from './step';

/**
 * Takes clocks, timers and chance from the services' code: inside of a world it has the world's, elsewhere the real
 * ones. Importing this file does it, once for each file of tests.
 */
const RealDate = Date;
const realNow = performance.now.bind(performance);
const { setInterval: realSetInterval, clearInterval: realClearInterval } = globalThis;

class WorldDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(WorldDate.now());
    else super(...(given as [number]));
  }

  static override now(): number {
    return currentEnvironment()?.now() ?? RealDate.now();
  }
}

const worldPerformance = Object.create(performance, {
  now: { value: () => currentEnvironment()?.monotonic() ?? realNow() },
}) as typeof performance;

Object.defineProperty(globalThis, 'Date', { value: WorldDate, configurable: true, writable: true });
Object.defineProperty(globalThis, 'performance', { value: worldPerformance, configurable: true });

/** Pauses before retries are random: another one each time would make a state of its own of each repetition. */
const realRandom = Math.random.bind(Math);
Math.random = () => (currentEnvironment() ? 0.5 : realRandom());

globalThis.setInterval = ((work: () => void, ms: number) =>
  currentEnvironment()?.every(work) ?? realSetInterval(work, ms)) as typeof realSetInterval;

globalThis.clearInterval = ((timer: object) => {
  const world = currentEnvironment();
  if (world) world.forget(timer);
  else realClearInterval(timer as NodeJS.Timeout);
}) as typeof realClearInterval;

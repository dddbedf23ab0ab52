import type { ChaosFolder } from '../chaos-folder';

const LOOK_EVERY_MS = 200;

/** Shifts this process's wall clock by what the folder says, now and whenever that changes. */
export function skewClock(folder: ChaosFolder, service: string): void {
  let skewMs = folder.skewOf(service);
  setInterval(() => (skewMs = folder.skewOf(service)), LOOK_EVERY_MS).unref();
  const realNow = Date.now.bind(Date);
  const now = (): number => realNow() + skewMs;
  globalThis.Date = new Proxy(Date, {
    apply: (real) => new real(now()).toString(),
    construct: (real, args, asked) => {
      const given = (args.length === 0 ? [now()] : args) as [number];
      return Reflect.construct(real, given, asked === globalThis.Date ? real : asked) as Date;
    },
    get: (real, name) => (name === 'now' ? now : (Reflect.get(real, name) as unknown)),
  });
}

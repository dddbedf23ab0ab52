import { createRequire } from 'node:module';
import path from 'node:path';
import type { CrashPoints } from './crash-points';

type Command = Record<string, unknown>;
interface ConnectionClass {
  prototype: { command(ns: unknown, command: Command, ...rest: unknown[]): Promise<unknown> };
}

const WRITES = ['insert', 'update', 'delete', 'findAndModify'] as const;

/** Every write of the service's MongoDB driver becomes a crash point, named by command and collection. */
export function watchDatabase(points: CrashPoints): void {
  const ofService = createRequire(path.join(process.cwd(), 'build/index.js'));
  const ofMongoose = createRequire(ofService.resolve('mongoose'));
  const { Connection } = ofMongoose('mongodb/lib/cmap/connection') as { Connection: ConnectionClass };
  const { command: send } = Connection.prototype;
  Connection.prototype.command = async function (ns, command, ...rest) {
    const effect = describe(command);
    if (effect === undefined) return send.call(this, ns, command, ...rest);
    points.before(effect);
    const answer = await send.call(this, ns, command, ...rest);
    points.after(effect);
    return answer;
  };
}

function describe(command: Command): string | undefined {
  const verb = WRITES.find((name) => name in command);
  if (!verb) return undefined;
  const text = JSON.stringify(command.update ?? '');
  const purpose = /"\$filter":\{"input":"\$outbox"/.test(text)
    ? 'clear outbox of'
    : /"lease":\{"\$add"/.test(text)
      ? 'claim outbox of'
      : verb;
  return `${purpose} ${String(command[verb])}`;
}

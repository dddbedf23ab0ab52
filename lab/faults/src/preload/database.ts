import { createRequire } from 'node:module';
import path from 'node:path';
import type { CrashPoints } from './crash-points';

type Command = Record<string, unknown>;
interface ConnectionClass {
  prototype: {
    command: (this: unknown, ns: unknown, command: Command, ...rest: unknown[]) => Promise<unknown>;
  };
}

const WRITES = ['insert', 'update', 'delete', 'findAndModify'];

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

/** Words for a write, such as `update orders`; nothing for a command that only reads. */
function describe(command: Command): string | undefined {
  const [verb = ''] = Object.keys(command);
  if (!WRITES.includes(verb)) return undefined;
  const update = JSON.stringify((verb === 'update' ? command.updates : command.update) ?? '');
  const isClaim = update.includes('"lease":{"$add"');
  const isRemoval =
    update.includes('"$filter":{"input":"$outbox"') || update.includes('"$set":{"outbox":[]}');
  const purpose = isRemoval ? 'clear outbox of' : isClaim ? 'claim' : verb;
  return `${purpose} ${String(command[verb])}`;
}

import path from 'node:path';
import { messageOf } from '@ecommerce/events/user-error';
import { MissingBinary, type Wanted, resolveBinary } from '../servers/binary';
import { wantedMongod } from '../servers/mongod';
import { wantedNatsStreaming } from '../servers/nats-streaming';
import { advice, type Finding, ok, wrong } from './finding';

/** Which servers a start would use of those on this machine. Nothing is downloaded. */
export function checkPrograms(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const wanted = [wantedMongod(env), wantedNatsStreaming(env)];
  return Promise.all(wanted.map((each) => checkProgram(each, env[each.setting])));
}

async function checkProgram(wanted: Wanted, given: string | undefined): Promise<Finding> {
  const { program, setting } = wanted;
  if (given && URL.canParse(given) && !path.isAbsolute(given))
    return ok(program, `${setting} is an address: npm start downloads it`);
  const sources = wanted.sources.filter(({ isRemote }) => !isRemote);
  const repair = given ? `unset ${setting}, or name another one` : wanted.advice;
  const told = (refused: string[], use: string): Finding =>
    advice(program, `${refused.join('; ')}; ${use}`, repair);
  try {
    const found = await resolveBinary({ ...wanted, sources }, () => {}, AbortSignal.timeout(20_000));
    const use = `${program} ${found.version} from ${found.origin} (${found.path})`;
    return found.refused.length > 0 ? told(found.refused, use) : ok(program, use);
  } catch (error) {
    if (!(error instanceof MissingBinary)) return wrong(program, messageOf(error), repair);
    if (error.refused.length > 0) return told(error.refused, 'npm start downloads another one');
    return advice(
      program,
      `${program} is not on this machine yet: npm start downloads it`,
      `npm start, or ${setting}=/path/to/${program}`,
    );
  }
}

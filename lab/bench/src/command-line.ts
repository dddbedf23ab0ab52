import { existsSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '@ecommerce/events/operate/arguments';
import { UserError } from '@ecommerce/events/user-error';

export const HELP = `npm run bench [-- options]    measures a shop of its own, for docs/performance.md

Without options: the CPU time of the hot routes, pages and events beside bare limits, start and stop, idle memory,
payment to completed order, checkouts a second, sales of one product.

  --quick            only the CPU time of the hot routes, in fewer generations of processes and fewer rounds: about
                     three minutes
  --gate             the CPU time of the hot routes; fails when one is more than 15 % further from its limit than in
                     lab/bench/baseline.json (with --quick as above)
  --round-trips      counts the commands that each route and each event sends to MongoDB, instead of times and memory
  --growth           what requests take with 100,000 products and 500,000 orders stored, beside 120 and 1,000; fails
                     when one has become slower than its limit
  --streams          how soon an event is a step on an open stream of its order, and what 1,000 open streams cost
                     their process; fails beyond the limits
  --pages            the CPU time of pages beside bare pages of the same Next.js that render the same elements
  --bus              the CPU time of publishing, and of receiving and acknowledging, one event by common's bus, beside
                     the broker's client alone
  --marketplace      a minute of the mix of Online Marketplace (SIGMOD 2025), as far as the shop can serve it, and its
                     criteria by the auditor; fails when one does not hold
  --memory           whether the memory of the services stays flat under load; fails when that of one grows by more
                     than 0.5 MiB a minute
  --profile          CPU profiles of the services under the load of each hot route, with flame graphs, in
                     artifacts/profiles
  --minutes N        with --memory: how long (30)
  --repetitions N    with --round-trips: how often each is done (20)
  --report FILE      with --quick, --gate or --round-trips: writes the result as JSON there as well
  --help             this text

The routes, pages, bus and figures are drawn as SVG in artifacts/bench.

Exit code 2 for wrong use, 1 when something could not be measured or the gate failed.`;

const HIGHEST_COUNT = 1000;

/** What the user asked for. */
export type Command =
  | { name: 'help' }
  | { name: 'figures' }
  | { name: 'growth' }
  | { name: 'streams' }
  | { name: 'pages' }
  | { name: 'bus' }
  | { name: 'marketplace' }
  | { name: 'profile' }
  | { name: 'memory'; minutes: number }
  | { name: 'requests'; isQuick: boolean; isGate: boolean; report?: string }
  | { name: 'round-trips'; repetitions: number; report?: string };

/** @throws UserError in one line for wrong use */
export function readCommand(args: string[]): Command {
  const { values: options, positionals } = readArguments(args, {
    quick: { type: 'boolean' },
    gate: { type: 'boolean' },
    'round-trips': { type: 'boolean' },
    growth: { type: 'boolean' },
    streams: { type: 'boolean' },
    pages: { type: 'boolean' },
    bus: { type: 'boolean' },
    marketplace: { type: 'boolean' },
    profile: { type: 'boolean' },
    memory: { type: 'boolean' },
    minutes: { type: 'string' },
    repetitions: { type: 'string' },
    report: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  const { quick: isQuick = false, gate: isGate = false, repetitions = '20', report } = options;
  if (positionals.length > 0) throw new UserError(`${positionals[0]} is no option (see --help)`);
  if (options.help) return { name: 'help' };
  if (report !== undefined && !existsSync(path.dirname(report)))
    throw new UserError(`--report ${report}: its folder does not exist`);
  for (const name of ['growth', 'streams', 'pages', 'bus', 'marketplace', 'profile'] as const) {
    if (!options[name]) continue;
    if (args.length > 1) throw new UserError(`--${name} goes with no other option`);
    return { name };
  }
  if (options.minutes !== undefined && !options.memory)
    throw new UserError('--minutes needs --memory (see --help)');
  if (options.memory) {
    if (Object.keys(options).some((name) => name !== 'memory' && name !== 'minutes'))
      throw new UserError('--memory goes with no other option than --minutes');
    return { name: 'memory', minutes: readCount('--minutes', options.minutes ?? '30') };
  }
  if (options['round-trips']) {
    if (isQuick || isGate) throw new UserError('--round-trips goes with neither --quick nor --gate');
    return { name: 'round-trips', repetitions: readCount('--repetitions', repetitions), report };
  }
  if (options.repetitions !== undefined)
    throw new UserError('--repetitions needs --round-trips (see --help)');
  if (isQuick || isGate) return { name: 'requests', isQuick, isGate, report };
  if (report !== undefined)
    throw new UserError('--report needs --quick, --gate or --round-trips (see --help)');
  return { name: 'figures' };
}

function readCount(option: string, text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= HIGHEST_COUNT) return count;
  throw new UserError(`${option} must be a whole number from 1 to ${HIGHEST_COUNT}, not "${text}"`);
}

import type { ProcessState } from '../supervisor/supervisor';
import type { ProcessUsage, Usage } from './process-usage';

/** A process of the shop: its state, and what it takes. */
export type ProcessStatus = ProcessState & Partial<Usage>;

/** The shop as the dashboard and `npm run shop -- status` show it. */
export interface ShopStatus {
  /** Whether every process can be used. */
  ready: boolean;
  processes: ProcessStatus[];
}

/** This process: it supervises the others and shows these pages. */
const SUPERVISOR: ProcessState = {
  name: 'supervisor',
  state: 'ready',
  pid: process.pid,
  restarts: 0,
  startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
};

/** @param describe the processes that are supervised */
export async function readStatus(
  describe: () => Promise<ProcessState[]>,
  usage: ProcessUsage,
): Promise<ShopStatus> {
  const states = [...(await describe()), SUPERVISOR];
  const taken = await usage.measure(states.flatMap(({ pid }) => pid ?? []));
  const processes = states.map((state) => ({
    ...state,
    ...(state.pid !== undefined && taken.get(state.pid)),
  }));
  return { ready: states.every(({ state }) => state === 'ready'), processes };
}

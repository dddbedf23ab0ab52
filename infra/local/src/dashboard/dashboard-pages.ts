import { answerError } from '../gateway/error-answer';
import { UserError } from '@ecommerce/events/user-error';
import type { FaultSwitches } from '../faults/fault-switches';
import { readLedger } from '../faults/stripe-faults';
import { LEVELS } from '../logs/log-entry';
import { type LogQuery, queryLogs, servicesIn } from '../logs/log-query';
import type { LogRuns } from '../logs/log-runs';
import { answerJson, answerPage, answerText, redirect } from '../pages/answers';
import type { Html } from '../pages/html';
import { layout, SANDBOX_ROOT } from '../pages/layout';
import type { PageRequest, Pages } from '../pages/request';
import type { Stack } from '@ecommerce/events/stack';
import type { ProcessState } from '../supervisor/supervisor';
import { showFaults } from './faults-page';
import { showLedger } from './ledger-page';
import { showLogs } from './logs-page';
import { ProcessUsage } from './process-usage';
import { readStatus } from './shop-status';
import { showStatus } from './status-page';

const SHOWN_LINES = 200;
const MOST_LINES = 5_000;

/** What the dashboard shows and controls. */
export interface DashboardOptions {
  runs: LogRuns;
  stack: () => Stack | undefined;
  describe: () => Promise<ProcessState[]>;
  faults: FaultSwitches;
}

type Answer = (request: PageRequest) => Promise<void>;

/** The overview, the logs, the fault switches and Stripe's ledger; each also as JSON, but for the ledger. */
export function dashboardPages(options: DashboardOptions): Pages {
  const { runs, stack, describe, faults } = options;
  const usage = new ProcessUsage();
  const status = () => readStatus(describe, usage);
  const show = ({ res }: PageRequest, title: string, path: string, body: Html, code?: number): void =>
    answerPage(res, layout({ title, path, body }), code);
  const names = async (): Promise<string[]> => (await describe()).map(({ name }) => name);
  const answers: Record<string, Answer> = {
    'GET /': async (request) => show(request, 'The shop', '/', showStatus(await status(), stack())),
    'GET /status.json': async ({ res }) => answerJson(res, await status()),
    'GET /logs/': async (request) => {
      const view = await readLogs(request, runs);
      if (view) show(request, 'Logs', '/logs/', showLogs(view));
      else answerText(request.res, 'text/plain', 'There is no such run', 404);
    },
    'GET /logs.json': async (request) => {
      const view = await readLogs(request, runs);
      if (view) answerJson(request.res, view.entries);
      else answerText(request.res, 'text/plain', 'There is no such run', 404);
    },
    'GET /faults/': async (request) =>
      show(request, 'Faults', '/faults/', showFaults(await faults.list(), await names())),
    'GET /faults.json': async ({ res }) => answerJson(res, await faults.list()),
    'GET /ledger/': async (request) =>
      show(request, 'Stripe’s ledger', '', showLedger(await readLedger(stack()))),
    'POST /faults/switch': changing(async ({ form }) => {
      const name = form.get('name') ?? '';
      if (form.get('on') === 'false') await faults.switchOff(name);
      else await faults.switchOn(name, Number(form.get('seed') ?? ''));
    }),
    'POST /faults/crash': changing(async ({ form }) => faults.crash(form.get('process') ?? '')),
  };

  /** Changes something, and shows what is wrong beside the switches when it cannot. */
  function changing(change: (request: PageRequest) => Promise<void>): Answer {
    return async (request) => {
      try {
        await change(request);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const code = error.exitCode === 2 ? 400 : 409;
        if (request.wantsJson) return answerError(request.res, code, error.message);
        const page = showFaults(await faults.list(), await names(), error.message);
        return show(request, 'Faults', '/faults/', page, code);
      }
      if (request.wantsJson) return answerJson(request.res, await faults.list());
      redirect(request.res, `${SANDBOX_ROOT}/faults/`);
    };
  }

  return async (request) => {
    const answer = answers[`${request.method} ${request.path}`];
    await answer?.(request);
    return answer !== undefined;
  };
}

/** @returns undefined for a run that there is not */
async function readLogs({ query }: PageRequest, runs: LogRuns) {
  const run = query.get('run') ?? '';
  const folder = runs.folderOf(run);
  if (folder === undefined) return undefined;
  const asked: LogQuery = {
    service: query.get('service') || undefined,
    level: LEVELS.find((level) => level === query.get('level')),
    order: query.get('order')?.trim() || undefined,
    limit: Math.min(Number(query.get('limit')) || SHOWN_LINES, MOST_LINES),
  };
  const entries = await queryLogs(folder, asked);
  return { query: asked, run, runs: runs.list(), services: servicesIn(folder), entries };
}

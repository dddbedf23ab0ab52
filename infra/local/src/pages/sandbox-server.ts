import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { answerError } from '../gateway/error-answer';
import { closeServer, openServer } from './page-server';
import { hostnameOf } from '../gateway/request-rules';
import { REPOSITORY } from '../settings';
import { answerText, redirect } from './answers';
import { SANDBOX_ROOT } from './layout';
import { isOwnOrigin, type Pages, readForm } from './request';

const ASSETS = path.join(REPOSITORY, 'infra/local/sandbox');
const ASSET_TYPES = new Map([
  ['style.css', 'text/css'],
  ['script.js', 'text/javascript'],
]);

/** The pages for developers, which only the gateway of the local stack shows. */
export class SandboxServer {
  readonly #server: Server;

  /**
   * @param hosts the names by which the pages may be asked for: a foreign one may point at this machine
   * @param pages asked in turn
   */
  constructor(
    private readonly hosts: readonly string[],
    private readonly pages: readonly Pages[],
  ) {
    this.#server = createServer((req, res) => {
      this.#answer(req, res).catch((error: unknown) => {
        if (res.headersSent) res.destroy();
        else answerError(res, 500, error instanceof Error ? error.message : String(error));
      });
    });
  }

  /** Listens on a free port of this machine. @returns its base URL */
  open(): Promise<string> {
    return openServer(this.#server);
  }

  /** Ends at once. */
  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!this.hosts.includes(hostnameOf(req))) return answerError(res, 403, 'Forbidden');
    const { pathname, searchParams: query } = new URL(req.url ?? '', 'http://sandbox');
    if (pathname === SANDBOX_ROOT) return redirect(res, `${SANDBOX_ROOT}/`, 308);
    const isChange = req.method === 'POST';
    if (!isChange && req.method !== 'GET' && req.method !== 'HEAD')
      return answerError(res, 405, 'Method Not Allowed');
    if (isChange && !isOwnOrigin(req)) return answerError(res, 403, 'Forbidden');
    const form = isChange ? await readForm(req) : new URLSearchParams();
    if (!form) return answerError(res, 413, 'Payload Too Large');
    const own = pathname.slice(SANDBOX_ROOT.length);
    if (!isChange && own.startsWith('/assets/')) return answerAsset(res, own.slice('/assets/'.length));
    const wantsJson = req.headers.accept === 'application/json';
    const method = isChange ? 'POST' : 'GET';
    const request = { method, res, path: own, query, form, wantsJson } as const;
    for (const answered of this.pages) if (await answered(request)) return;
    answerError(res, 404, 'Not Found');
  }
}

async function answerAsset(res: ServerResponse, name: string): Promise<void> {
  const type = ASSET_TYPES.get(name);
  if (type === undefined) return answerError(res, 404, 'Not Found');
  answerText(res, type, await readFile(path.join(ASSETS, name)));
}

import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { answerError } from '../gateway/error-answer';
import type { IngressRoutes } from '../gateway/ingress';
import { closeServer, openServer } from './page-server';
import { SERVICES } from '../services';

/** Where the gateway shows the API documents. */
export const API_DOCS_PATH = '/sandbox/api-docs';

const SWAGGER_UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));
const TYPES: Record<string, string> = { '.css': 'text/css', '.js': 'text/javascript', '.png': 'image/png' };
const ASSETS = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-32x32.png',
];
/** Nothing from another site, and requests to this shop only. Swagger UI sets styles on its elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API of the shop</title>
<link rel="icon" href="favicon-32x32.png">
<link rel="stylesheet" href="swagger-ui.css">
<div id="ui"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="swagger-ui-standalone-preset.js"></script>
<script src="start.js"></script>
</html>
`;

/** Swagger UI over the documents that the services show, all of it from this machine. Requests can be tried there. */
export class ApiDocs {
  readonly #server: Server;

  constructor(routes: IngressRoutes) {
    const script = startScript(documentsBehind(routes));
    this.#server = createServer((req, res) => {
      void answer(res, (req.url ?? '').split('?')[0] ?? '', script);
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
}

/** Where each service shows its document: below its own path of the ingress. */
function documentsBehind({ paths }: IngressRoutes): { name: string; url: string }[] {
  return SERVICES.flatMap(({ name, backend }) =>
    paths
      .filter((route) => route.backend === backend)
      .map((route) => ({ name, url: `${route.path}/openapi.json` })),
  );
}

const startScript = (urls: object[]): string => `SwaggerUIBundle({
  urls: ${JSON.stringify(urls)},
  dom_id: '#ui',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  validatorUrl: null,
});
`;

async function answer(res: ServerResponse, pathname: string, script: string): Promise<void> {
  const name = pathname.slice(API_DOCS_PATH.length + 1);
  if (pathname === API_DOCS_PATH) return void res.writeHead(308, { location: `${API_DOCS_PATH}/` }).end();
  if (name === '') return send(res, 'text/html', PAGE);
  if (name === 'start.js') return send(res, 'text/javascript', script);
  if (!ASSETS.includes(name)) return answerError(res, 404, 'Not Found');
  send(res, TYPES[path.extname(name)] ?? '', await readFile(path.join(SWAGGER_UI, name)));
}

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res
    .writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

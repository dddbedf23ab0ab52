import type { ChildProcess } from 'node:child_process';
import type { Server } from 'node:http';
import {
  addressOf,
  ensureBuild,
  type PretendedAnswer,
  pretendServices,
  runServer,
  stopServers,
} from './start-client';

export const MUG = {
  id: '65f000000000000000000001',
  title: '<b>Mug</b>',
  price: 12.5,
  quantity: 3,
  userId: 'seller',
  version: 0,
};

/** The error body of a service. */
export const errorsOf = (message: string) => ({ errors: [{ message }] });

interface SeenRequest {
  method: string;
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** The tags of a page that ask for the focus when it is loaded; the browser takes the first. */
export const focusTags = (html: string): string[] => html.match(/<[^>]* autofocus[^>]*>/g) ?? [];

/**
 * server.js in production mode, with services that answer what the test says; one for all tests of a file.
 * @param furtherSettings beside those that it needs
 */
export function serveClient(
  furtherSettings: () => Promise<Record<string, string>> = () => Promise.resolve({}),
) {
  let services: Server | undefined;
  const served = {
    child: undefined as unknown as ChildProcess,
    url: '',
    /** By method and path; anything else is 404. */
    answers: {} as Record<string, PretendedAnswer | Promise<PretendedAnswer>>,
    /** What the services were asked in this test. */
    requests: [] as SeenRequest[],
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(`${served.url}${path}`, { headers, redirect: 'manual' }),
    /** Sends a form as a browser without script does. */
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${served.url}${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers,
        redirect: 'manual',
      }),
    /** The visitor is the mug's seller. */
    asSeller: () => {
      const currentUser = { id: 'seller', email: 'ann@example.com', iat: 1 };
      served.answers['GET /api/users/currentuser'] = { body: { currentUser } };
      served.answers['GET /api/cart'] = { body: { items: [] } };
    },
  };

  beforeAll(async () => {
    ensureBuild();
    const pretended = await pretendServices(({ method, url: path, headers, body }) => {
      served.requests.push({ method, path, headers, body });
      const notFound = { status: 404, body: errorsOf('Not Found') };
      return served.answers[`${method} ${path.split('?')[0]}`] ?? notFound;
    });
    services = pretended.server;
    served.child = runServer({ ...pretended.settings, ...(await furtherSettings()) });
    served.url = await addressOf(served.child);
  }, 180_000);

  beforeEach(() => {
    served.requests = [];
    served.answers = {
      'GET /api/products': { body: [MUG], headers: { link: '</api/products?cursor=c2>; rel="next"' } },
      [`GET /api/products/${MUG.id}`]: { body: MUG },
    };
  });

  afterAll(async () => {
    services?.close();
    await stopServers();
  });

  return served;
}

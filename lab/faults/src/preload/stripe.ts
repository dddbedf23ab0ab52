import http from 'node:http';
import type { CrashPoints } from './crash-points';

/** Every call to Stripe that moves money becomes a crash point. */
export function watchStripe(points: CrashPoints): void {
  const request = http.request.bind(http) as (options: http.RequestOptions) => http.ClientRequest;
  const watched = (options: http.RequestOptions): http.ClientRequest => {
    const { method } = options;
    const path = options.path ?? '';
    const effect = `POST ${path}`;
    const movesMoney = method === 'POST' && path.startsWith('/v1/');
    if (movesMoney) points.before(effect);
    const call = request(options);
    if (movesMoney) call.prependListener('response', () => points.after(effect));
    return call;
  };
  http.request = watched as typeof http.request;
}

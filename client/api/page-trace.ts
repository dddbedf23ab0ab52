/** The span of a page on the server, where traces are recorded; server/traces makes it. */
export interface PageTrace {
  /** Names the page's span, as the parent of what the page starts. */
  traceparent: string;
  /** The page's route, such as `/orders/[id]`, once it is known. */
  route?: string;
  /** Begins the span of a call to a service. */
  call(service: string, method: string, url: string): CallSpan;
}

interface CallSpan {
  traceparent: string;
  /** @param status of the answer; none when the service was unreachable */
  end(status?: number): void;
}

let current: string | undefined;

/** In the browser: the page that is shown, which its calls belong to. Undefined where no traces are recorded. */
export function setPageTraceparent(traceparent: string | undefined): void {
  current = traceparent;
}

/** The header by which a call from the browser belongs to the page's trace. */
export const pageTraceHeader = (): { traceparent?: string } => (current ? { traceparent: current } : {});

/**
 * The route of a page, by its address and the parts of it that are parameters.
 * @param address with or without a query
 */
export function routeOf(address: string, params: NodeJS.Dict<string | string[]> = {}): string {
  const names = new Map(Object.entries(params).map(([name, value]) => [String(value), `[${name}]`]));
  const [path = ''] = address.split(/[?#]/, 1);
  return path
    .split('/')
    .map((segment) => names.get(decodeURIComponent(segment)) ?? segment)
    .join('/');
}

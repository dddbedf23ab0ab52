import { answerError } from '../gateway/error-answer';
import { answerJson, answerPage, redirect } from '../pages/answers';
import { type Html, html } from '../pages/html';
import { layout, SANDBOX_ROOT } from '../pages/layout';
import type { PageRequest, Pages } from '../pages/request';
import type { Explorer } from './explorer';
import { showStory } from './story-page';

/** Where the event explorer is. */
export const EVENTS_PATH = `${SANDBOX_ROOT}/events`;

const STORY = /^\/events\/orders\/([0-9a-f]{24})(\.json)?$/i;

/** The search for orders, and the events of one, as a page and as JSON. */
export function explorerPages(explorer: Explorer): Pages {
  return async (request) => {
    const { method, path, res } = request;
    if (method !== 'GET') return false;
    const [, orderId, json] = STORY.exec(path) ?? [];
    if (orderId !== undefined) await answerStory(request, explorer, orderId, json !== undefined);
    else if (path === '/events') redirect(res, `${EVENTS_PATH}/`, 308);
    else if (path === '/events/') await answerSearch(request, explorer);
    else return false;
    return true;
  };
}

async function answerStory(
  { res }: PageRequest,
  explorer: Explorer,
  orderId: string,
  isJson: boolean,
): Promise<void> {
  const story = await explorer.story(orderId);
  if (isJson) return story ? answerJson(res, story) : answerError(res, 404, 'Not Found');
  const body = story
    ? showStory(story)
    : html`<p>Neither the logs nor the broker know an order <code>${orderId}</code>.</p>`;
  const title = `Order ${orderId.toLowerCase()}`;
  answerPage(res, layout({ title, path: '', body: html`${searchForm('')}${body}` }), story ? 200 : 404);
}

async function answerSearch({ res, query }: PageRequest, explorer: Explorer): Promise<void> {
  const wanted = query.get('q') ?? '';
  const { orderIds, isBrokerUnavailable } = await explorer.search(wanted);
  const [only] = orderIds;
  if (wanted !== '' && only !== undefined && orderIds.length === 1)
    return redirect(res, `${EVENTS_PATH}/orders/${only}`);
  const body = html`${searchForm(wanted)}
    ${isBrokerUnavailable && html`<p class="notice">The broker does not answer. Only what is known of it so far is found.</p>`}
    <h2>${wanted === '' ? 'Newest orders' : `Orders found for ${wanted}`}</h2>
    ${orderList(orderIds)}`;
  answerPage(res, layout({ title: 'Events', path: '/events/', body }));
}

const searchForm = (wanted: string): Html =>
  html`<form method="get" action="${EVENTS_PATH}/" class="row" role="search">
    <label>Order, product, user or mail <input name="q" type="search" value="${wanted}" size="30" /></label>
    <button>Search</button>
  </form>`;

const orderList = (orderIds: readonly string[]): Html =>
  orderIds.length === 0
    ? html`<p>None.</p>`
    : html`<ul class="plain">
        ${orderIds.map(
          (id) =>
            html`<li>
              <a href="${EVENTS_PATH}/orders/${id}"><code>${id}</code></a>
            </li>`,
        )}
      </ul>`;

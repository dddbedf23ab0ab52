import { answerJson, answerPage, redirect } from '../pages/answers';
import { html } from '../pages/html';
import { layout } from '../pages/layout';
import type { PageRequest, Pages } from '../pages/request';
import type { Stack } from '@ecommerce/events/stack';
import { messageOf } from '@ecommerce/events/user-error';
import { readLetters, replayLetter } from './dead-letters';
import { showLetters } from './dead-letters-page';
import { EVENTS_PATH } from './explorer-pages';
import { showLag } from './lag-page';

const LETTERS = '/events/dead-letters/';
const LAG = '/events/lag/';

/** Dead letters with their replay, and how far each service is behind. */
export function operatorPages(stack: () => Stack | undefined): Pages {
  return async (request) => {
    switch (`${request.method} ${request.path}`) {
      case `GET ${LETTERS}`:
        await answerLetters(request, stack());
        return true;
      case 'GET /events/dead-letters.json':
        answerJson(request.res, await readLetters(stack()));
        return true;
      case 'POST /events/dead-letters/replay':
        await answerReplay(request, stack());
        return true;
      case `GET ${LAG}`:
        await answerLag(request, stack());
        return true;
      case 'GET /events/lag.json':
        answerJson(request.res, await readLag(stack()));
        return true;
      default:
        return false;
    }
  };
}

async function answerLetters({ res, query }: PageRequest, stack: Stack | undefined): Promise<void> {
  const body = showLetters(await readLetters(stack), query.get('said') ?? '');
  answerPage(res, layout({ title: 'Dead letters', path: LETTERS, body }));
}

async function answerReplay({ res, form }: PageRequest, stack: Stack | undefined): Promise<void> {
  const field = (name: string): string => form.get(name) ?? '';
  const letter = { service: field('service'), id: field('id'), raw: field('raw') };
  const said = await replayLetter(stack, letter).catch(messageOf);
  redirect(res, `${EVENTS_PATH}/dead-letters/?said=${encodeURIComponent(said)}`);
}

async function answerLag({ res }: PageRequest, stack: Stack | undefined): Promise<void> {
  const body = await readLag(stack).then(
    showLag,
    (error: unknown) => html`<p class="notice bad">${messageOf(error)}</p>`,
  );
  answerPage(res, layout({ title: 'Lag', path: LAG, body }));
}

async function readLag(stack: Stack | undefined) {
  if (!stack) return [];
  const { readQueueGroups } = await import('@ecommerce/events/queue-groups');
  return readQueueGroups(stack.nats.monitor, Object.keys(stack.mongo));
}

import type { Order } from '../../api/types';
import { DateTime } from '../date-time';
import { type OrderStep, orderSteps, type Unpaid } from '../../domain/order-steps';

const STATE_WORDS: Record<OrderStep['state'], string> = {
  done: 'Done',
  current: 'In progress',
  todo: 'Still to come',
  stopped: 'Stopped',
};

/** The order's steps; the current one is named in text and marked for assistive technology. */
export function Timeline({ order, unpaid }: { order: Order; unpaid?: Unpaid }) {
  return (
    <ol className="timeline">
      {orderSteps(order, unpaid).map(({ label, state, word, sentence, at }) => (
        <li
          key={label}
          className={`step step-${state}`}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <p className="step-label">
            {label} <span className="step-state">{word ?? STATE_WORDS[state]}</span>
          </p>
          <p className="step-sentence">{sentence}</p>
          {at && (
            <p className="step-time">
              <DateTime iso={at} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

import { useEffect, useState } from 'react';
import { browserClient } from '../../api/build-client';
import { openStepStream } from '../../api/notifications';
import type { Order } from '../../api/types';
import { onAttention } from '../on-attention';
import { OrderStream } from './order-stream';
import { OrderWatch } from './order-watch';
import { useStore } from '../store';

/** The order as it is now; `look` asks at once, `watch` starts polling while something is under way. */
export function useOrder(initial: Order) {
  const [watch] = useState(() => new OrderWatch(browserClient, initial));
  const [stream] = useState(() => new OrderStream(openStepStream, initial, (step) => watch.expect(step)));
  const watched = useStore(watch);
  const streamed = useStore(stream);
  useEffect(() => {
    watch.start();
    stream.start();
    const setVisible = (isVisible: boolean) => {
      watch.setVisible(isVisible);
      stream.setVisible(isVisible);
    };
    const ignore = onAttention(setVisible);
    return () => {
      ignore();
      watch.stop();
      stream.stop();
    };
  }, [watch, stream]);
  useEffect(() => stream.setOrder(watched.order), [stream, watched.order]);
  useEffect(() => watch.setLive(streamed.isLive), [watch, streamed.isLive]);
  const isLive = streamed.isLive && !watched.offline;
  return { watch, look: watch.look, ...watched, ...streamed, isLive };
}

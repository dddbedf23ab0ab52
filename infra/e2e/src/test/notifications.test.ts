import { killNow, pidOf, restarted } from '../crash';
import { eventually } from '../eventually';
import { Shopper, type Order } from '../shopper';
import { StepStream } from '../step-stream';

const BOUGHT = ['1 placed', '2 paid', '3 stock_confirmed', '4 complete'];
const streams: StepStream[] = [];

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

async function follow(shopper: Shopper, { id }: Order, lastEventId?: number): Promise<StepStream> {
  const stream = await StepStream.open(shopper, id, lastEventId);
  streams.push(stream);
  return stream;
}

const listed = async (shopper: Shopper, { id }: Order): Promise<string[]> => {
  const { body } = await shopper.get<{ seq: number; step: string }[]>(`/api/notifications/orders/${id}`);
  return body.map(({ seq, step }) => `${seq} ${step}`);
};

async function aSale(quantity: number) {
  const [seller, buyer] = await Promise.all([Shopper.signUp(), Shopper.signUp()]);
  const { id: productId } = await seller.sells({ title: 'Lamp', price: 10, quantity });
  const order = (by: Shopper) => by.orders([{ productId, quantity: 1 }]);
  return { seller, buyer, order };
}

describe('the steps of an order', () => {
  it('are streamed through the gateway while a shopper buys, soon after each event', async () => {
    const { buyer, order } = await aSale(100);
    const delays: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const placed = await order(buyer);
      const stream = await follow(buyer, placed);
      expect((await buyer.pays(placed.id)).status).toBe(201);
      await eventually(async () => expect(stream.names).toEqual(BOUGHT));
      expect(await listed(buyer, placed)).toEqual(BOUGHT);
      const live = stream.steps.slice(1); // the first one may have been stored before the stream was open
      delays.push(...live.map(({ at, receivedAt }) => receivedAt - Date.parse(at)));
      await stream.close();
    }
    delays.sort((a, b) => a - b);
    const [median, longest] = [delays[Math.floor(delays.length / 2)] ?? Infinity, delays.at(-1)];
    console.info(`event to step: median ${median} ms, longest ${longest} ms of ${delays.length}`);
    expect(median).toBeLessThan(150);
  });

  it('never say complete to the loser of the last piece', async () => {
    const { seller, buyer, order } = await aSale(1);
    const other = await Shopper.signUp();
    const orders = [await order(buyer), await order(other)] as const;
    await Promise.all([buyer.pays(orders[0].id), other.pays(orders[1].id)]);
    const ends = await Promise.all([
      eventually(async () => {
        const steps = await listed(buyer, orders[0]);
        expect(['4 complete', '4 refunded']).toContain(steps.at(-1));
        return steps;
      }, 60_000),
      eventually(async () => {
        const steps = await listed(other, orders[1]);
        expect(['4 complete', '4 refunded']).toContain(steps.at(-1));
        return steps;
      }, 60_000),
    ]);
    const lost = ['1 placed', '2 paid', '3 cancelled', '4 refunded'];
    expect(ends.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([lost, BOUGHT]);
    expect((await seller.get(`/api/notifications/orders/${orders[0].id}`)).status).toBe(404);
  });

  it('end with the cancellation of an order that was not paid', async () => {
    const { buyer, order } = await aSale(1);
    const placed = await order(buyer);
    const stream = await follow(buyer, placed);
    expect((await buyer.cancels(placed.id)).status).toBe(204);
    await eventually(async () => expect(stream.names).toEqual(['1 placed', '2 cancelled']));
    expect(stream.steps[1]?.text).toBe('You cancelled this order.');
  });

  it('lose none and repeat none when the service is killed, and a stream resumes', async () => {
    const { buyer, order } = await aSale(2);
    const placed = await order(buyer);
    const stream = await follow(buyer, placed);
    await eventually(async () => expect(stream.names).toEqual(['1 placed']));
    const before = pidOf('notifications');
    killNow('notifications');
    expect((await buyer.pays(placed.id)).status).toBe(201);
    await eventually(async () => expect(stream.isOver).toBe(true));
    await restarted('notifications', before);
    const resumed = await eventually(async () => {
      const next = await follow(buyer, placed, 1);
      expect(next.response.status).toBe(200);
      return next;
    });
    await eventually(async () => expect(resumed.names).toEqual(BOUGHT.slice(1)), 60_000);
  });

  it('are refused to a sixth stream of one shopper, who can still ask', async () => {
    const { buyer, order } = await aSale(1);
    const placed = await order(buyer);
    for (let count = 0; count < 5; count += 1) {
      expect((await follow(buyer, placed)).response.status).toBe(200);
    }
    const sixth = await follow(buyer, placed);
    expect(sixth.response.status).toBe(429);
    expect(sixth.response.headers.get('retry-after')).toBe('15');
    expect(await listed(buyer, placed)).toEqual(['1 placed']);
  });
});

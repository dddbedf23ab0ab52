import path from 'node:path';
import { eventually } from '../../../../infra/e2e/src/eventually';
import { Shopper } from '../../../../infra/e2e/src/shopper';
import { booksBalance } from '../books';
import { kubectl, podsOf, rolledOut, script } from '../kubectl';

const RESTORE = path.resolve(__dirname, '../../../../infra/k8s/restore.sh');

it('a database that is lost with its volume comes back from its backup', async () => {
  const buyer = await Shopper.signUp();
  const lamp = await buyer.sells({ title: 'Lamp', price: 30, quantity: 3 });
  const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
  expect((await buyer.pays(order.id)).status).toBe(201);
  await eventually(async () => expect((await buyer.order(order.id)).fulfilment).toBe('confirmed'));
  await booksBalance();

  await kubectl('create', 'job', 'backup-now', '--from=cronjob/backup');
  await kubectl('wait', '--for=condition=Complete', 'job/backup-now', '--timeout=120s');
  expect(await script(RESTORE, 'order', '--list')).toMatch(/^orders-\d{4}-\d\d-\d\dT[\d-]+Z \d+ bytes$/m);

  await loseVolume('order-mongo');
  await eventually(
    async () => expect((await buyer.get(`/api/orders/${order.id}`)).status).toBe(404),
    120_000,
  );
  // What happened since the backup holds documents again: only --replace gives them up.
  expect(await script(RESTORE, 'order', '--replace', '--keep-stopped')).toContain('documents are back');
  expect(await podsOf('order')).toEqual([]);
  await kubectl('scale', 'deployment/order-depl', '--replicas=1');

  await eventually(
    async () => expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete' }),
    120_000,
  );
  const next = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
  expect((await buyer.pays(next.id)).status).toBe(201);
  await booksBalance();
});

/** The volume and everything on it, as when its disk has died. */
async function loseVolume(name: string): Promise<void> {
  await kubectl('delete', 'pvc', `data-${name}-0`, '--wait=false');
  await kubectl('delete', 'pod', `${name}-0`);
  await rolledOut(`statefulset/${name}`);
}

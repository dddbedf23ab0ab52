import { readStack } from '@ecommerce/e2e/stack';
import { countReceived } from './count-received';
import { publishAll } from './publish-all';
import { CONNECT, type Side } from './sides';

/** What the bench asks of this process: each task is answered once it is done. */
export type Task = { name: 'publish'; subject: string; count: number } | { name: 'receive'; count: number };

/** Publishes and receives events by one side, in a process of its own. It ends with its parent. */
async function serve(side: Side, clientId: string, subject: string): Promise<void> {
  const count = countReceived(() => process.send?.('done'));
  const client = await CONNECT[side](readStack().nats, { clientId, subject }, () => count(-1));
  process.on('message', (task: Task) => {
    if (task.name === 'receive') count(task.count);
    else void publishAll(client, task.subject, task.count).then(() => process.send?.('done'));
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.('subscribed');
}

const [, , side, clientId = '', subject = ''] = process.argv;
void serve(side as Side, clientId, subject);

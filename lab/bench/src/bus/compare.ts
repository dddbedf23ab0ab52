import { readStack } from '@ecommerce/e2e/stack';
import { Arm } from '../requests/arm';
import { type Comparison, measure } from '../requests/compare';
import { heapFlagsOf } from '../requests/cpu';
import type { Generation } from '../requests/report';
import { type BusProcess, startBusProcess } from './bus-process';
import { publishAll } from './publish-all';
import { CONNECT } from './sides';

/** Compares publishing and receiving by common's bus and by its broker client alone, on the running shop's broker. */
export async function compareBus(rounds: number): Promise<Generation> {
  const { services, nats } = readStack();
  const flags = heapFlagsOf((services.products as { pid: number }).pid);
  const processes = [
    await startBusProcess('raw', 'bench-first', flags),
    await startBusProcess('ours', 'bench-ours', flags),
    await startBusProcess('raw', 'bench-second', flags),
  ] as const;
  const publisher = await CONNECT.raw(nats, { clientId: 'bench', subject: 'bench:nothing' }, () => {});
  const armsOf = (send: (to: BusProcess, count: number) => Promise<void>): Omit<Comparison, 'name'> => {
    const [first, ours, second] = processes.map(
      (to) => new Arm({ pid: to.pid, send: (count) => send(to, count) }),
    ) as [Arm, Arm, Arm];
    return { ours, limits: [first, second] };
  };
  const receive = (to: BusProcess, count: number): Promise<void> =>
    to.receive(count, (subject) => publishAll(publisher, subject, count));
  try {
    const comparisons: Comparison[] = [
      { name: 'publish', ...armsOf((to, count) => to.publish(count)) },
      { name: 'receive and acknowledge', ...armsOf(receive) },
    ];
    return await measure(comparisons, [], rounds);
  } finally {
    await publisher.close();
    for (const server of processes) server.stop();
  }
}

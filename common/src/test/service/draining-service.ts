/** A service whose one handler is slow and announces an event at its end; shutdown.test.ts runs it as a process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import { model, Schema } from 'mongoose';
import { z } from 'zod';
import { defineEvent } from '../../events/define-event';
import { Listener } from '../../events/listener';
import { Publisher } from '../../events/publisher';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { change } from '../../outbox/change';
import { busSettings, intSetting, readConfig, serviceSettings } from '../../runtime/config';
import { createApp } from '../../service/create-app';
import { createBus } from '../../service/create-bus';
import { createService } from '../../service/create-service';
import { createLogger } from '../../telemetry/logger';
import { sessionKeys } from '../../session/session';

const shape = { id: z.string() };
const Asked = defineEvent('Asked', 'test:asked', shape, ({ id }) => id);
const Done = defineEvent('Done', 'test:done', shape, ({ id }) => id);

interface Task {
  _id: string;
}
const schema = new Schema<Task & AggregateFields>({ _id: String }, { versionKey: false });
schema.plugin(aggregate);
const TaskModel = model<Task & AggregateFields>('Task', schema);

class DonePublisher extends Publisher<typeof Done, Task> {
  readonly contract = Done;
  protected describe({ _id }: Task) {
    return { id: _id };
  }
}
const done = new DonePublisher();

class AskedListener extends Listener<typeof Asked> {
  readonly contract = Asked;
  async handle({ id }: { id: string }): Promise<void> {
    process.stdout.write('handling\n');
    await sleep(config.HANDLER_MS);
    await change<Task, void>(TaskModel, { _id: id }, (current, now) => {
      if (current) return { result: undefined };
      return { next: { _id: id }, events: [done.announce({ _id: id }, now)], result: undefined };
    });
  }
}

const config = readConfig(
  z.object({
    ...serviceSettings,
    ...busSettings,
    /** The default is longer than HTTP takes to close, so that the handler is still running then. */
    HANDLER_MS: intSetting(0, 60_000).default(2500),
  }),
);
const logger = createLogger('draining', config.LOG_LEVEL);
const keys = sessionKeys(config.JWT_KEY);
const tasks = Router().get('/tasks', async (_req, res) => void res.json(await TaskModel.countDocuments()));
void createService({
  name: 'draining',
  config,
  logger,
  app: createApp({ logger, keys, routers: [tasks] }),
  keys,
  bus: createBus(config, logger),
  aggregates: [TaskModel],
  listeners: [new AskedListener()],
}).start();

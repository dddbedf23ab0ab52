import express from 'express';
import request from 'supertest';
import { MemoryBroker } from '../../testing/memory-broker';
import { MemoryBus } from '../../testing/memory-bus';
import { healthRouter, type HealthSource } from '../../service/health';
import { useDatabase } from '../../testing';
import { eventually } from '../../testing/bus-conformance';

useDatabase();

const serving: HealthSource = { phase: () => 'serving' };

function readiness(health: HealthSource): request.Test {
  return request(express().use(healthRouter(health))).get('/readyz');
}

describe('/readyz', () => {
  it('reports a connected bus', async () => {
    const bus = new MemoryBus();
    bus.connect();
    await eventually('the bus is connected', () => bus.isConnected());
    await readiness({ ...serving, bus }).expect(200, {
      status: 'ok',
      checks: { serving: true, database: true, bus: true },
    });
    await bus.close();
  });

  it('is 200 while the broker is unavailable, and says so', async () => {
    const broker = new MemoryBroker();
    const bus = new MemoryBus({ broker });
    bus.connect();
    await eventually('the bus is connected', () => bus.isConnected());
    broker.stop();
    const anHourLater = performance.now() + 3_600_000;
    const clock = jest.spyOn(performance, 'now').mockReturnValue(anHourLater);
    await readiness({ ...serving, bus }).expect(200, {
      status: 'ok',
      checks: { serving: true, database: true, bus: false },
    });
    clock.mockRestore();
    await bus.close();
  });

  it('has no bus check for a service without a bus', async () => {
    await readiness(serving).expect(200, { status: 'ok', checks: { serving: true, database: true } });
  });

  it('is 503 while the service shuts down', async () => {
    await readiness({ phase: () => 'stopping' }).expect(503, {
      status: 'unavailable',
      checks: { serving: false, database: true },
    });
  });
});

import express from 'express';
import mongoose from 'mongoose';
import request from 'supertest';
import { healthRouter, type HealthSource } from '../../service/health';
import { useDatabase } from '../../testing';

useDatabase();

const serving: HealthSource = { phase: () => 'serving', bus: { isConnected: () => true } };

function readiness(health: HealthSource): request.Test {
  return request(express().use(healthRouter(health))).get('/readyz');
}

describe('/readyz', () => {
  it('reports a connected bus', async () => {
    await readiness(serving).expect(200, {
      status: 'ok',
      checks: { serving: true, database: true, bus: true },
    });
  });

  it('is 200 while the broker is unavailable, and reports it', async () => {
    await readiness({ ...serving, bus: { isConnected: () => false } }).expect(200, {
      status: 'ok',
      checks: { serving: true, database: true, bus: false },
    });
  });

  it('is 503 while the service shuts down', async () => {
    await readiness({ ...serving, phase: () => 'stopping' }).expect(503, {
      status: 'unavailable',
      checks: { serving: false, database: true, bus: true },
    });
  });

  it('is 503 while the database is unavailable', async () => {
    const admin = { ping: () => Promise.reject(new Error('connection closed')) };
    jest.spyOn(mongoose.connection.db!, 'admin').mockReturnValueOnce(admin as never);
    await readiness(serving).expect(503, {
      status: 'unavailable',
      checks: { serving: true, database: false, bus: true },
    });
  });
});

import express from 'express';
import request from 'supertest';
import { errorHandler } from '../../middlewares/error-handler';
import { linkNextPage, readPage } from '../../requests/paging';
import { newId } from '../../testing';

const app = express()
  .get('/list', (req, res) => {
    const page = readPage(req);
    linkNextPage(req, res, { value: 9.5, id: '507f1f77bcf86cd799439011' });
    res.send(page);
  })
  .use(errorHandler);

describe('paging', () => {
  it('is 50 by default and 100 at most', async () => {
    expect((await request(app).get('/list')).body).toEqual({ limit: 50 });
    expect((await request(app).get('/list?limit=7')).body).toEqual({ limit: 7 });
    expect((await request(app).get('/list?limit=1000000')).body).toEqual({ limit: 100 });
    expect((await request(app).get('/list?limit=&cursor=')).body).toEqual({ limit: 50 });
  });

  it.each(['-1', '0', 'abc', '1.5', '1&limit=2', '&limit='])('refuses limit=%s', async (limit) => {
    const answer = await request(app).get(`/list?limit=${limit}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'limit' }] });
  });

  it('leads to the next page with the same filters', async () => {
    const { headers } = await request(app).get('/list?q=lamp&limit=2');
    const next = /^<(.+)>; rel="next"$/.exec(headers.link ?? '')?.[1] ?? '';
    expect(next).toMatch(/^\/list\?q=lamp&limit=2&cursor=/);
    expect((await request(app).get(next)).body).toEqual({
      limit: 2,
      after: { value: 9.5, id: '507f1f77bcf86cd799439011' },
    });
  });

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    'x',
    encode(null),
    encode([1]),
    encode([{ $gt: '' }, newId()]),
    encode([1, { $ne: 1 }]),
    'a&cursor=b',
  ])('refuses the cursor %s', async (cursor) => {
    const answer = await request(app).get(`/list?cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'cursor' }] });
  });
});

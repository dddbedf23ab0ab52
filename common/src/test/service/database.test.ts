import mongoose from 'mongoose';
import { isDatabaseUnavailable } from '../../service/database';

const socketError = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('whether an error says that the database is away', () => {
  // The driver hands on what the socket said when a connection breaks in the middle of a write.
  it.each(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT'])(
    '%s of a socket does',
    (code) => {
      expect(isDatabaseUnavailable(socketError(code))).toBe(true);
    },
  );

  it("the driver's own words do", () => {
    expect(isDatabaseUnavailable(new mongoose.mongo.MongoServerSelectionError('gone', {} as never))).toBe(
      true,
    );
    expect(isDatabaseUnavailable(Object.assign(new Error('no space'), { code: 14031 }))).toBe(true);
  });

  it.each([
    ['another failure of the system', socketError('EACCES')],
    ['a duplicate key', Object.assign(new Error('E11000'), { code: 11000 })],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['no error at all', 'ECONNRESET'],
  ])('%s does not', (_name, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

// By this name it is Node's own; by its name with the prefix it is this file (jest.config.cjs).
import { randomBytes as realBytes, randomUUID as realUUID, type UUID } from 'crypto';
import { ObjectId } from './mongoose/object-id';
import { currentEnvironment } from './step';

export * from 'crypto';

/** The id of each trace: nothing decides by it, and a random one would make a state of its own of each repetition. */
const TRACE_ID: UUID = '00000000-0000-4000-8000-000000000001';

/** In place of Node's: no trace has an id of its own inside of a world. */
export const randomUUID = (): UUID => (currentEnvironment() ? TRACE_ID : realUUID());

/** In place of Node's: inside of a world they are as the ids are, so a repeated process gets the same ones. */
export const randomBytes = (size: number): Buffer =>
  currentEnvironment()
    ? Buffer.from(
        new ObjectId()
          .toHexString()
          .padStart(2 * size, '0')
          .slice(-2 * size),
        'hex',
      )
    : realBytes(size);

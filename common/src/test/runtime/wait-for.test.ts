import { NotFoundError } from '../../errors/not-found-error';
import { ServiceUnavailableError } from '../../errors/service-unavailable-error';
import { waitForReplica } from '../../runtime/wait-for';

const findNothing = (): Promise<string | null> => Promise.resolve(null);

describe('waitForReplica', () => {
  it('returns what an event brings meanwhile, also while the bus is not connected', async () => {
    const found = [null, null, 'a product'];
    const read = () => Promise.resolve(found.shift() ?? null);
    expect(await waitForReplica(read, () => false)).toBe('a product');
  });

  it('throws NotFoundError for an unknown document', async () => {
    await expect(waitForReplica(findNothing, () => true)).rejects.toThrow(NotFoundError);
  });

  it('throws ServiceUnavailableError for an unknown document while the bus is not connected', async () => {
    await expect(waitForReplica(findNothing, () => false)).rejects.toThrow(ServiceUnavailableError);
  });
});

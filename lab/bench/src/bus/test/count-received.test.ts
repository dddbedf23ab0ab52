import { countReceived } from '../count-received';

describe('countReceived', () => {
  it('is done once as many events are received as were asked for', () => {
    const done = jest.fn();
    const count = countReceived(done);
    count(2);
    count(-1);
    expect(done).not.toHaveBeenCalled();
    count(-1);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it('is done when events arrive before they are asked for', () => {
    const done = jest.fn();
    const count = countReceived(done);
    count(-1);
    count(-1);
    expect(done).not.toHaveBeenCalled();
    count(2);
    expect(done).toHaveBeenCalledTimes(1);
  });
});

import { asSvg, type CpuProfile, frameOf } from '../flame-graph';

const call = (functionName: string, url = '') => ({ functionName, url });

/** handle → insert (twice as long as handle itself) and → log; a collection of garbage, and waiting. */
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: call('(root)'), children: [2, 5, 6] },
    { id: 2, callFrame: call('handle', '/shop/orders/build/routes.js'), children: [3, 4] },
    { id: 3, callFrame: call('insert<T>', 'file:///shop/node_modules/mongodb/lib/collection.js') },
    { id: 4, callFrame: call('', 'node:net') },
    { id: 5, callFrame: call('(garbage collector)') },
    { id: 6, callFrame: call('(idle)') },
  ],
  samples: [2, 3, 3, 4, 5, 6],
  timeDeltas: [100, 100, 100, 50, 50, 9000],
};

describe('frameOf', () => {
  it('adds up the time of each call path, without waiting', () => {
    const root = frameOf(PROFILE, 'an order');
    expect(root).toMatchObject({ name: 'an order', us: 400 });
    const handle = root.children.get('handle (orders)');
    expect(handle?.us).toBe(350);
    expect([...(handle?.children.values() ?? [])].map(({ name, us }) => [name, us])).toEqual([
      ['insert<T> (mongodb)', 200],
      ['anonymous (node)', 50],
    ]);
    expect(root.children.get('(garbage collector)')?.us).toBe(50);
  });
});

describe('asSvg', () => {
  it('draws each frame as wide as its share, and escapes its name', () => {
    const svg = asSvg(frameOf(PROFILE, 'an order'));
    expect(svg).toContain('<title>insert&lt;T&gt; (mongodb): 50.0 %</title>');
    expect(svg).toMatch(/insert&lt;T&gt;.*<rect x="0\.0" y="34" width="600\.0"/);
  });

  it('leaves out what is too narrow to be seen', () => {
    const timeDeltas = [100_000, 100, 100, 50, 50, 0];
    expect(asSvg(frameOf({ ...PROFILE, timeDeltas }, 'an order'))).not.toContain('insert');
  });
});

import { crowdSize, planEdit, planErrand, type Errand } from '../plan';

const SIZE = { seed: 7, checkouts: 10_000, products: 10, scarce: 2 };
const plan = (size = SIZE): Errand[] =>
  Array.from({ length: size.checkouts }, (_, number) => planErrand(size, number));

it('is the same for the same seed, and another for another', () => {
  expect(plan()).toEqual(plan());
  expect(plan({ ...SIZE, seed: 8 })).not.toEqual(plan());
});

it('has the mix that it promises: 10 % cancel, 10 % are declined, 5 % click twice, 5 % come back', () => {
  const errands = plan();
  const share = (persona: Errand['persona']): number =>
    errands.filter((errand) => errand.persona === persona).length / SIZE.checkouts;
  expect(share('canceller')).toBeCloseTo(0.1, 1.5);
  expect(share('declined card')).toBeCloseTo(0.1, 1.5);
  expect(share('double clicker')).toBeCloseTo(0.05, 1.5);
  expect(share('returning buyer')).toBeCloseTo(0.05, 1.5);
  expect(share('buyer')).toBeCloseTo(0.69, 1.5);
});

it('has every way of cancelling, of paying after a decline, and of using the cart', () => {
  const ways = plan().map((errand) => {
    if (errand.persona === 'canceller') return errand.when;
    if (errand.persona === 'declined card') return errand.givesUp ? 'gives up' : 'pays then';
    return errand.persona === 'buyer' && errand.usesCart ? 'with cart' : errand.persona;
  });
  const wanted = ['before paying', 'while paying', 'after paying', 'gives up', 'pays then', 'with cart'];
  expect([...new Set(ways)]).toEqual(expect.arrayContaining(wanted));
});

it('sends 40 buyers for each scarce product, who stand together', () => {
  const numbers = plan().flatMap((errand) =>
    errand.persona === 'last piece' ? [{ number: errand.number, product: errand.product }] : [],
  );
  for (const product of [0, 1]) {
    const crowd = numbers.filter((one) => one.product === product).map(({ number }) => number);
    expect(crowd).toHaveLength(40);
    expect(Math.max(...crowd) - Math.min(...crowd)).toBe(39);
  }
});

it('gives small runs smaller crowds, and leaves room for everybody else', () => {
  for (const checkouts of [1, 2, 7, 60]) {
    const size = { ...SIZE, checkouts };
    const crowd = plan(size).filter(({ persona }) => persona === 'last piece');
    expect(crowd).toHaveLength(2 * crowdSize(size));
    expect(crowd.length).toBeLessThanOrEqual(checkouts / 2);
  }
});

it('wants products that there are, each once in an order', () => {
  const size = { ...SIZE, products: 3, scarce: 1 };
  for (const errand of plan(size)) {
    const products = 'lines' in errand ? errand.lines.map(({ product }) => product) : [];
    expect(new Set(products).size).toBe(products.length);
    for (const product of products) expect([0, 1]).toContain(product);
  }
});

it('edits after every tenth checkout, each time to a price that no other edit sets', () => {
  const edits = Array.from({ length: 1_000 }, (_, index) => planEdit(SIZE, index + 1)).filter((edit) => edit);
  expect(edits).toHaveLength(100);
  expect(new Set(edits.map((edit) => edit?.price)).size).toBe(100);
  expect(edits.some((edit) => edit?.moreStock === 0)).toBe(true);
  expect(edits.some((edit) => (edit?.moreStock ?? 0) > 0)).toBe(true);
});

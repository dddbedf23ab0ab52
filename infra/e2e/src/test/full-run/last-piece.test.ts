import { expectBalancedBooks } from '../../balanced-books';
import { payAtOnce } from '../../last-pieces';

it('200 who pay for the last piece: one gets it, all others their money back, and the stock is 0', async () => {
  await payAtOnce(200, 1);
  await expectBalancedBooks();
}, 180_000);

import { useState } from 'react';
import { withQuantity } from '../domain/cart-rules';
import type { CartLine } from '../domain/cart-line';
import { useRemovedLines } from '../hooks/cart/use-removed-lines';
import { aProduct } from './builders';
import { type PretendedTab, pretendTab, renderHook } from './render-hook';

let tab: PretendedTab;
beforeEach(() => {
  tab = pretendTab();
});
afterEach(() => tab.close());

const aLine = (productId: string): CartLine => ({
  productId,
  quantity: 2,
  product: aProduct({ id: productId }),
  wasCents: null,
});

/** A cart whose shop answers each change when the test says so. */
async function openCart() {
  const answers: ((isDone: boolean) => void)[] = [];
  const hook = await renderHook(() => {
    const [lines, setLines] = useState(['a', 'b', 'c'].map(aLine));
    const setQuantity = (productId: string, quantity: number) => {
      const before = lines;
      setLines(withQuantity(lines, productId, quantity).map((item) => aLine(item.productId)));
      return new Promise<boolean>((resolve) =>
        answers.push((isDone) => {
          if (!isDone) setLines(before);
          resolve(isDone);
        }),
      );
    };
    return useRemovedLines(lines, setQuantity);
  });
  const rows = () =>
    hook.now().rows.map(({ line, isRemoved }) => (isRemoved ? `(${line.productId})` : line.productId));
  return { hook, answers, rows };
}

it('keeps the place of a removed line until it is brought back', async () => {
  const { hook, answers, rows } = await openCart();
  await hook.act(() => hook.now().remove(aLine('b')));
  expect(rows()).toEqual(['a', '(b)', 'c']);
  await hook.act(() => answers[0]?.(true));
  await hook.act(() => hook.now().undo(aLine('b')));
  expect(rows()).toEqual(['a', 'c', 'b']);
  await hook.act(() => answers[1]?.(true));
  expect(rows()).toEqual(['a', 'c', 'b']);
});

it('shows the line again when the shop refuses to remove it', async () => {
  const { hook, answers, rows } = await openCart();
  await hook.act(() => hook.now().remove(aLine('b')));
  await hook.act(() => answers[0]?.(false));
  expect(rows()).toEqual(['a', 'b', 'c']);
});

it('offers Undo again when the shop refuses to bring the line back', async () => {
  const { hook, answers, rows } = await openCart();
  await hook.act(() => hook.now().remove(aLine('a')));
  await hook.act(() => answers[0]?.(true));
  await hook.act(() => hook.now().undo(aLine('a')));
  await hook.act(() => answers[1]?.(false));
  expect(rows()).toEqual(['(a)', 'b', 'c']);
});

it('keeps the places of two lines that are removed before the shop answers', async () => {
  const { hook, answers, rows } = await openCart();
  await hook.act(() => hook.now().remove(aLine('a')));
  await hook.act(() => hook.now().remove(aLine('b')));
  await hook.act(() => answers.forEach((answer) => answer(true)));
  expect(rows()).toEqual(['(a)', '(b)', 'c']);
});

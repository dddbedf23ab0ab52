import { picture } from '../../browser';
import { eventually } from '../../eventually';
import { openPage, putIntoCart, quantityField, sendCredentials } from '../../shop-pages';
import { Shopper } from '../../shopper';
import { useStorefront } from '../../storefront';

const { sells, visit, visitAs } = useStorefront();

describe('two tabs or devices', () => {
  it('add at the same moment and lose nothing', async () => {
    const lamp = await sells('Desk lamp', 500);
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    const other = await page.context().newPage();
    for (const tab of [page, other]) await openPage(tab, `/products/${lamp.id}`);
    for (let round = 1; round <= 6; round += 1) {
      await Promise.all(
        [page, other].map(async (tab) => {
          await tab.getByRole('button', { name: 'Add to cart' }).click();
          await tab.getByRole('button', { name: 'Add to cart', disabled: false }).waitFor();
        }),
      );
      await eventually(async () =>
        expect(await buyer.cart()).toEqual([{ productId: lamp.id, quantity: 2 * round }]),
      );
    }
  });

  it('add to what the other one has chosen, though this page was opened before', async () => {
    const lamp = await sells('Desk lamp');
    const buyer = await Shopper.signUp();
    const page = await visitAs(buyer);
    await openPage(page, `/products/${lamp.id}`);
    await buyer.puts({ productId: lamp.id, quantity: 5 });
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Added. You have 6 in your cart.').waitFor();
  });
});

describe('the limits of a cart', () => {
  it('are shown to a guest who adds a 51st product or more than 1,000 pieces', async () => {
    const lamp = await sells('Desk lamp', 5000);
    const { page } = await visit();
    await openPage(page, `/products/${lamp.id}`);
    await quantityField(page, 'Desk lamp').fill('1500');
    // The reason that appears must not move the button away from under the click.
    await page.getByRole('button', { name: 'Add to cart' }).click({ position: { x: 8, y: 4 } });
    await page.getByText('Added 1,000. A cart holds at most 1,000 of one product.').waitFor();
    await picture(page, 'cart-limit-of-pieces');
    const lines = Array.from({ length: 50 }, (_, index) => ({
      productId: index.toString(16).padStart(24, '0'),
      quantity: 1,
    }));
    await page.evaluate((text) => localStorage.setItem('guest-cart', text), JSON.stringify(lines));
    await openPage(page, `/products/${lamp.id}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('Your cart is full: it holds at most 50 products.').waitFor();
  });

  it('keep what fits at sign-in; the rest is named, and can be added once there is room', async () => {
    const products = await Promise.all(
      Array.from({ length: 55 }, (_, index) => sells(`Tile ${index + 1}`, 3000)),
    );
    const buyer = await Shopper.signUp();
    for (const { id } of products.slice(0, 45)) await buyer.puts({ productId: id, quantity: 1 });
    const { page } = await visit();
    await page.goto('/');
    const lines = products
      .slice(45)
      .map(({ id }, index) => ({ productId: id, quantity: index === 0 ? 1500 : 2 }));
    await page.evaluate((text) => localStorage.setItem('guest-cart', text), JSON.stringify(lines));
    await page.goto('/auth/signin?next=/cart');
    await sendCredentials(page, 'Sign in', buyer.email);
    const left = page.getByRole('region', { name: 'Not in your cart yet' });
    await left.getByText('500 × Tile 46').waitFor();
    await left.getByText('A cart holds at most 1,000 of one product.').waitFor();
    expect(await left.getByText('Your cart is full').count()).toBe(5);
    await picture(page, 'cart-left-at-sign-in');
    expect(await buyer.cart()).toHaveLength(50);
    expect((await buyer.cart())[45]?.quantity).toBe(1000);

    await page.getByRole('button', { name: 'Remove Tile 1', exact: true }).click();
    await left.getByRole('button', { name: 'Add to cart Tile 51' }).click();
    await left.getByText('2 × Tile 51').waitFor({ state: 'detached' });
    await left.getByRole('button', { name: 'Remove Tile 52' }).click();
    await left.getByText('2 × Tile 52').waitFor({ state: 'detached' });
    await page.reload();
    await left.getByText('2 × Tile 53').waitFor();
    const held = await buyer.cart();
    expect(held.at(-1)).toEqual({ productId: products[50]?.id, quantity: 2 });
    expect(held.some(({ productId }) => productId === products[51]?.id)).toBe(false);
  });
});

it('a removed line comes back when the shop refuses to remove it, and by Undo', async () => {
  const lamp = await sells('Desk lamp');
  const buyer = await Shopper.signUp();
  const page = await visitAs(buyer);
  await putIntoCart(page, lamp.id);
  await openPage(page, '/cart');
  await page.route('**/api/cart/items/*', (route) => route.fulfill({ status: 500, json: {} }));
  await page.getByRole('button', { name: 'Remove Desk lamp' }).click();
  await page.getByText('Your cart may not have changed.').waitFor();
  await page.getByRole('button', { name: 'Remove Desk lamp' }).waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Remove Desk lamp' }).click();
  await page.getByText('Removed Desk lamp.').waitFor();
  await page.getByRole('button', { name: 'Undo removing Desk lamp' }).click();
  await eventually(async () => expect(await buyer.cart()).toEqual([{ productId: lamp.id, quantity: 1 }]));
});

it('a button that shows a word carries it in its name', async () => {
  const lamp = await sells('Desk lamp');
  const { page } = await visit();
  const checkNames = async () => {
    for (const control of await page.locator('button[aria-label], a[aria-label]').all()) {
      const text = (await control.innerText()).trim();
      if (/\w/.test(text)) expect(await control.getAttribute('aria-label')).toContain(text);
    }
  };
  await putIntoCart(page, lamp.id);
  await checkNames();
  for (const path of ['/', '/cart', '/auth/signup', '/auth/signin']) {
    await page.goto(path);
    await checkNames();
  }
  const password = page.getByLabel('Password', { exact: true });
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password.getAttribute('type')).resolves.toBe('text');
  await checkNames();
  await picture(page, 'signin-password-shown');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(password.getAttribute('type')).resolves.toBe('password');
});

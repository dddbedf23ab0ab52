import type { ServerResponse } from 'node:http';
import { ApiError, type FieldError } from '../api-error';
import { type ApiClient, clientForExtras } from '../build-client';
import { readFormPost, refusalOf } from './form-post';
import {
  productValuesOf,
  type ProductValues,
  readProductForm,
  rebasedValues,
} from '../../domain/product-fields';
import { createProduct, isKeyReused, listProducts, showProduct } from '../products';
import { newRequestKey } from '../request-key';
import { saveProduct } from '../save-product';
import { type Session, shopPage } from './server-props';
import type { Product } from '../types';

/** A form that was sent without script and could not be carried out: what was typed, and why. */
export interface PostedForm {
  values: ProductValues;
  errors: FieldError[];
  /** The session has ended: the form can be sent again after signing in. */
  isSignedOut: boolean;
}

export interface SellProps {
  posted: PostedForm | null;
  /** Names the form: sent again, it makes no second product. */
  requestKey: string;
  /** The seller's, as with their latest product; empty for none. */
  shopName: string;
}

export interface EditProps extends Pick<SellProps, 'posted'> {
  /** The product as the form was opened with it. */
  opened: Product;
  /** The product as it is now. */
  product: Product;
}

/** Twice the longest product that the service takes, every character written as nine, with room for one too long. */
const FORM_LIMIT_BYTES = 256 * 1024;

const OPTIONS = { signedIn: true, takesForms: true, awaitsSession: true };

/** getServerSideProps of the page to sell something: shows the form, and takes it from a browser without script. */
export const sellPage = shopPage<SellProps>(async ({ client, context: { req, res }, session }) => {
  const form = await readFormPost(req, FORM_LIMIT_BYTES);
  if (!form) {
    const shopName = await latestShopName(client, session);
    return { props: { posted: null, shopName, requestKey: newRequestKey() } };
  }
  const requestKey = form.get('requestKey') || newRequestKey();
  const values = productValuesOf(form);
  const { input, errors } = readProductForm(values);
  const refusedNew = (error: unknown) => ({
    props: {
      posted: refused(res, values, error),
      shopName: values.shopName,
      requestKey: isKeyReused(error) ? newRequestKey() : requestKey,
    },
  });
  if (errors.length > 0) return refusedNew(new ApiError(400, errors));
  try {
    return seeProduct((await createProduct(client, input, requestKey)).id);
  } catch (error) {
    return refusedNew(error);
  }
}, OPTIONS);

/** The form works without it: empty when it is not to be had. */
async function latestShopName(client: ApiClient, session: Promise<Session>): Promise<string> {
  const { user } = await session;
  if (!user) return '';
  const latest = new URLSearchParams({ userId: user.id, limit: '1' });
  const { items } = await listProducts(clientForExtras(client), latest).catch(() => ({ items: [] }));
  return items[0]?.shopName ?? '';
}

/** The same for the page to edit a product, which also sends the version that it was opened with. */
export const editPage = shopPage<EditProps>(async ({ client, context: { req, res, params }, session }) => {
  const id = String(params?.id);
  const form = await readFormPost(req, FORM_LIMIT_BYTES);
  const sent = form && openedProductOf(form);
  const [product, { user }] = await Promise.all([
    showProduct(client, id).catch((error: unknown) => {
      // The form shown again keeps what was typed.
      if (sent && error instanceof ApiError && error.status >= 500) return { ...sent, id };
      throw error;
    }),
    session,
  ]);
  if (user && user.id !== product.userId) throw new ApiError(403, [{ message: 'Forbidden' }]);
  if (!form) return { props: { product, opened: product, posted: null } };

  const opened = { ...(sent ?? product), id: product.id };
  const values = productValuesOf(form);
  const { input, errors } = readProductForm(values, opened);
  const again = (error: unknown) => ({
    props: { product: opened, opened, posted: refused(res, values, error) },
  });
  if (errors.length > 0) return again(new ApiError(400, errors));
  try {
    const current = await saveProduct(client, opened, input);
    if (!current) return seeProduct(product.id);
    const posted = refused(res, rebasedValues(opened, current, values), new ApiError(412, []));
    return { props: { product: current, opened, posted } };
  } catch (error) {
    return again(error);
  }
}, OPTIONS);

/** The hidden field with the product as it was when the form was opened; undefined when it is not there or not one. */
function openedProductOf(form: URLSearchParams): Product | undefined {
  try {
    const product = JSON.parse(form.get('opened') ?? '') as Product;
    return typeof product.id === 'string' && Number.isInteger(product.version) ? product : undefined;
  } catch {
    return undefined;
  }
}

function refused(res: ServerResponse, values: ProductValues, error: unknown): PostedForm {
  const errors = refusalOf(error, res);
  return { values, errors, isSignedOut: res.statusCode === 401 };
}

function seeProduct(id: string) {
  return { redirect: { destination: `/products/${id}`, statusCode: 303 as const } };
}

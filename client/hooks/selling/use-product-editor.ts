import { useEffect, useState } from 'react';
import { type ProductValues, rebasedValues, valuesOfProduct } from '../../domain/product-fields';
import type { PostedForm } from '../../api/server-props/product-pages';
import { newRequestKey } from '../../api/request-key';
import type { Product } from '../../api/types';
import { productDraft } from './product-draft';

/** The form of a product: what it shows, and which version of the product the next save is based on. */
interface EditorState {
  /** The product as the seller last saw it; differs from `product` when others changed it meanwhile. */
  opened: Product | null;
  product: Product | null;
  values: ProductValues;
  isRestored: boolean;
  /** Grows when the fields get new values from here: the form is made anew then. */
  round: number;
}

const EMPTY: ProductValues = {
  title: '',
  price: '',
  quantity: '',
  category: '',
  description: '',
  imageUrl: '',
  shopName: '',
};

interface Source {
  draftKey: string;
  opened: Product | null;
  product: Product | null;
  /** Of a new product. */
  shopName?: string;
  requestKey?: string;
  posted: PostedForm | null;
}

/** Keeps what is typed in this tab, over a sign-in and a reload, until it is saved or discarded. */
export function useProductEditor({
  draftKey,
  opened,
  product,
  shopName = '',
  requestKey = '',
  posted,
}: Source) {
  const valuesOf = (known: Product | null) => (known ? valuesOfProduct(known) : { ...EMPTY, shopName });
  const [state, setState] = useState<EditorState>({
    opened,
    product,
    values: posted?.values ?? valuesOf(product),
    isRestored: false,
    round: 0,
  });
  const [key, setKey] = useState(requestKey);

  useEffect(() => {
    const draft = posted ? null : productDraft.read(draftKey);
    if (!draft) return;
    if (draft.requestKey) setKey(draft.requestKey);
    setState(({ product, round }) => ({
      opened: draft.opened ?? product,
      product,
      values: product && draft.opened ? rebasedValues(draft.opened, product, draft.values) : draft.values,
      isRestored: true,
      round: round + 1,
    }));
  }, [draftKey, posted]);

  const write = (values: ProductValues, opened = state.product, requestKey = key) =>
    productDraft.write(draftKey, { opened, values, requestKey });

  return {
    ...state,
    requestKey: key,
    keep: (values: ProductValues) => write(values),
    drop: () => productDraft.remove(draftKey),
    /** The next request makes another product. */
    renewKey: (values: ProductValues) => {
      const next = newRequestKey();
      setKey(next);
      write(values, state.product, next);
    },
    /** Others changed the product: shows their changes beside the seller's own. */
    rebase: (current: Product, typed: ProductValues) => {
      const values = state.product ? rebasedValues(state.product, current, typed) : typed;
      write(values, current);
      const { product: opened, round } = state;
      setState({ opened, product: current, values, isRestored: false, round: round + 1 });
    },
    /** Discards what was typed. */
    reset: () => {
      productDraft.remove(draftKey);
      setKey(newRequestKey());
      const { product, round } = state;
      setState({ opened: product, product, values: valuesOf(product), isRestored: false, round: round + 1 });
    },
  };
}

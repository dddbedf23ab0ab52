import {
  changesOf,
  differingFields,
  type ProductField,
  type ProductValues,
  readProductForm,
  valuesOfProduct,
} from '../../domain/product-fields';
import type { Product } from '../../api/types';
import { formatCents } from '../../domain/money';
import { TAKES_FOCUS } from '../takes-focus';

interface Props {
  opened: Product;
  current: Product;
  /** The form as it stands now. */
  values: ProductValues;
  takesFocus: boolean;
}

const focusOnMount = (notice: HTMLDivElement | null) => notice?.focus();

/** What happened to a product while its seller had the form open; the seller decides and saves again. */
export function ProductChanges({ opened, current, values, takesFocus }: Props) {
  return (
    <div
      className="notice notice-bad"
      role="alert"
      {...TAKES_FOCUS}
      ref={takesFocus ? focusOnMount : undefined}
    >
      <p className="notice-title">This product has changed since you opened this page</p>
      <ul>
        {changeSentences(opened, current).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {ownChanges(opened, current, values).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p>{quantityAdvice(opened, current, values)} Nothing is saved yet: check the form and save again.</p>
    </div>
  );
}

/** What differs, field by field. A stock that only fell has been sold. */
export function changeSentences(opened: Product, current: Product): string[] {
  const fields = differingFields(opened, current);
  const sold = opened.quantity - current.quantity;
  if (fields.length === 1 && fields[0] === 'quantity' && sold > 0) {
    return [
      `${sold} ${sold === 1 ? 'was' : 'were'} sold since you opened this page. ${current.quantity} left.`,
    ];
  }
  const now = valuesOfProduct(current);
  return fields.map((field) => {
    switch (field) {
      case 'quantity':
        return `The quantity is now ${current.quantity}; it was ${opened.quantity}.`;
      case 'price':
        return `The price is now ${formatCents(current.priceCents)}; it was ${formatCents(opened.priceCents)}.`;
      case 'description':
        return 'The description was changed.';
      case 'title':
      case 'category':
      case 'imageUrl':
      case 'shopName':
        return `${NAMES[field]} is now ${now[field] ? `“${now[field]}”` : 'empty'}.`;
    }
  });
}

/** What the seller entered in the fields that others changed as well: both versions stand side by side. */
export function ownChanges(opened: Product, current: Product, values: ProductValues): string[] {
  const { input } = readProductForm(values);
  const [typed, missing] = [changesOf(opened, input), changesOf(current, input)];
  return differingFields(opened, current)
    .filter((field) => field in typed && field in missing)
    .map(
      (field) =>
        `Your version of the ${FIELD_WORDS[field]}: ${values[field] ? `“${values[field]}”` : 'empty'}.`,
    );
}

const FIELD_WORDS: Record<ProductField, string> = {
  title: 'title',
  price: 'price',
  quantity: 'quantity',
  category: 'category',
  description: 'description',
  imageUrl: 'picture address',
  shopName: 'shop name',
};

const NAMES = {
  title: 'The title',
  category: 'The category',
  imageUrl: 'The picture address',
  shopName: 'The shop name',
};

function quantityAdvice(opened: Product, current: Product, { quantity }: ProductValues): string {
  const sold = opened.quantity - current.quantity;
  const rest = Number(quantity) - sold;
  if (sold <= 0 || Number(quantity) === current.quantity || !(rest >= 0)) return '';
  return `You entered ${quantity}. If that counts the ${sold} as still there, enter ${rest}.`;
}

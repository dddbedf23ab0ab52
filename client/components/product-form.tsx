import type { FieldError } from '../api/api-error';
import type { Product, ProductInput } from '../api/types';
import { useForm } from '../hooks/use-form';
import { Field, TextArea } from './field';
import { FormErrors } from './form-errors';
import { centsToField } from './price';
import { SubmitButton } from './submit-button';

const FIELDS = ['title', 'price', 'quantity', 'category', 'description', 'imageUrl'] as const;

interface Props {
  product?: Product;
  submitLabel: string;
  busyLabel: string;
  send: (input: ProductInput) => Promise<unknown>;
}

/** What a seller says about a product, new or known. */
export function ProductForm({ product, submitLabel, busyLabel, send }: Props) {
  const {
    props: form,
    errors,
    busy,
  } = useForm({
    check: (values) => readProductForm(values).errors,
    send: (values) => send(readProductForm(values).input),
  });
  return (
    <form method="post" className="stack" {...form}>
      <FormErrors errors={errors} fields={FIELDS} />
      <Field
        name="title"
        label="Title"
        defaultValue={product?.title}
        errors={errors}
        maxLength={200}
        required
      />
      <div className="field-pair">
        <Field
          name="price"
          label="Price"
          hint="US dollars, like 12.50"
          inputMode="decimal"
          autoComplete="off"
          defaultValue={product && centsToField(product.priceCents)}
          errors={errors}
          required
        />
        <Field
          name="quantity"
          label="Quantity"
          hint="How many you have"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={product?.quantity}
          errors={errors}
          required
        />
      </div>
      <Field
        name="category"
        label="Category (optional)"
        hint="One or two words, like Kitchen"
        defaultValue={product?.category ?? undefined}
        errors={errors}
      />
      <TextArea
        name="description"
        label="Description (optional)"
        rows={5}
        defaultValue={product?.description ?? undefined}
        errors={errors}
      />
      <Field
        name="imageUrl"
        label="Picture address (optional)"
        hint="Starts with https://. Without one we draw a picture for you."
        type="url"
        inputMode="url"
        defaultValue={product?.imageUrl ?? undefined}
        errors={errors}
      />
      <SubmitButton busy={busy} busyText={busyLabel}>
        {submitLabel}
      </SubmitButton>
    </form>
  );
}

/** The form as the products service wants it, with what can be refused without asking it. */
export function readProductForm(values: Pick<FormData, 'get'>): {
  input: ProductInput;
  errors: FieldError[];
} {
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const price = text('price').replace(/^\$/, '');
  const errors: FieldError[] = [];
  if (!text('title')) errors.push({ field: 'title', message: 'Enter a title' });
  if (!/^\d+(\.\d{1,2})?$/.test(price) || Number(price) === 0) {
    errors.push({ field: 'price', message: 'Enter a price above 0 with at most two decimals, like 12.50' });
  }
  if (!/^\d+$/.test(text('quantity'))) {
    errors.push({ field: 'quantity', message: 'Enter a whole number, 0 or more' });
  }
  const input = {
    title: text('title'),
    price: Number(price),
    quantity: Number(text('quantity')),
    category: text('category'),
    description: text('description'),
    imageUrl: text('imageUrl'),
  };
  return { input, errors };
}

/** Only what the seller changed: a stock that sold meanwhile must not jump back to what the form once showed. */
export function changesOf(product: Product, input: ProductInput): Partial<ProductInput> {
  const before: ProductInput = {
    title: product.title,
    price: Number(centsToField(product.priceCents)),
    quantity: product.quantity,
    category: product.category ?? '',
    description: product.description ?? '',
    imageUrl: product.imageUrl ?? '',
  };
  const names = Object.keys(before) as (keyof ProductInput)[];
  return Object.fromEntries(
    names.filter((name) => input[name] !== before[name]).map((name) => [name, input[name]]),
  );
}

import type { FieldError } from '../../api/api-error';
import {
  PRODUCT_FIELDS,
  productValuesOf,
  type ProductValues,
  readProductForm,
} from '../../domain/product-fields';
import type { Product, ProductInput } from '../../api/types';
import { useForm } from '../../hooks/use-form';
import { Field, TextArea } from '../forms/field';
import { FormErrors } from '../forms/form-errors';
import { SubmitButton } from '../forms/submit-button';

interface Props {
  values: ProductValues;
  /** Errors of a form that was sent before the page's script ran. */
  initialErrors: FieldError[];
  /** The product that the values are based on; sent along when the browser sends the form by itself. */
  base: Product | null;
  /** Names the form of a new product, in the same way. */
  requestKey: string;
  submitLabel: string;
  busyLabel: string;
  send: (input: ProductInput, values: ProductValues) => Promise<unknown>;
  onTyped: (values: ProductValues) => void;
}

/** What a seller says about a product, new or known. Works without script: the page's server takes it. */
export function ProductForm({
  values,
  initialErrors,
  base,
  requestKey,
  submitLabel,
  busyLabel,
  send,
  onTyped,
}: Props) {
  const {
    props: form,
    errors,
    busy,
  } = useForm({
    check: (data) => readProductForm(productValuesOf(data), base).errors,
    send: (data) => {
      const typed = productValuesOf(data);
      return send(readProductForm(typed).input, typed);
    },
    initialErrors,
  });
  return (
    <form
      method="post"
      className="stack"
      {...form}
      onInput={(event) => {
        form.onInput(event);
        onTyped(productValuesOf(new FormData(event.currentTarget)));
      }}
    >
      <FormErrors errors={errors} fields={PRODUCT_FIELDS} />
      {base ? (
        <input type="hidden" name="opened" value={JSON.stringify(base)} />
      ) : (
        <input type="hidden" name="requestKey" value={requestKey} />
      )}
      <Field
        name="title"
        label="Title"
        defaultValue={values.title}
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
          defaultValue={values.price}
          errors={errors}
          required
        />
        <Field
          name="quantity"
          label="Quantity"
          hint="How many you have"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={values.quantity}
          errors={errors}
          required
        />
      </div>
      <Field
        name="category"
        label="Category (optional)"
        hint="One or two words, like Kitchen"
        defaultValue={values.category}
        errors={errors}
        maxLength={60}
      />
      <TextArea
        name="description"
        label="Description (optional)"
        rows={5}
        defaultValue={values.description}
        errors={errors}
        maxLength={2000}
      />
      <Field
        name="imageUrl"
        label="Picture address (optional)"
        hint="Starts with https://. Without one we draw a picture for you."
        type="url"
        inputMode="url"
        defaultValue={values.imageUrl}
        errors={errors}
        maxLength={500}
      />
      <Field
        name="shopName"
        label="Shop name (optional)"
        hint="Shoppers read it as “Sold by …”. We fill it in from your latest product."
        autoComplete="organization"
        defaultValue={values.shopName}
        errors={errors}
        maxLength={60}
      />
      <SubmitButton busy={busy} busyText={busyLabel}>
        {submitLabel}
      </SubmitButton>
    </form>
  );
}

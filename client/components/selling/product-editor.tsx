import { useRouter } from 'next/router';
import { useState } from 'react';
import type { ProductValues } from '../../domain/product-fields';
import type { PostedForm } from '../../api/server-props/product-pages';
import { isKeyReused } from '../../api/products';
import type { Product, ProductInput } from '../../api/types';
import { rescueFocus } from '../../hooks/rescue-focus';
import { useProductEditor } from '../../hooks/selling/use-product-editor';
import { fieldId } from '../forms/field';
import { ProductChanges } from './product-changes';
import { ProductForm } from './product-form';
import { ProductPreview } from './product-preview';

interface Props {
  draftKey: string;
  /** The product as the form was opened with it; null for a new one. */
  opened: Product | null;
  /** The product as it is now. */
  product: Product | null;
  /** What a new product is offered under. */
  shopName?: string;
  requestKey?: string;
  posted: PostedForm | null;
  submitLabel: string;
  busyLabel: string;
  /** Saves and leaves the page. Returns the product as it is now when others changed it and nothing was saved. */
  save: (input: ProductInput, base: Product | null, requestKey: string) => Promise<Product | null>;
}

/** The form of a product, with what was kept, what others changed, and what stands in its way. */
export function ProductEditor({ draftKey, posted, submitLabel, busyLabel, save, ...source }: Props) {
  const editor = useProductEditor({ draftKey, posted, ...source });
  const { opened, product, values, requestKey, round } = editor;
  const discard = () => {
    editor.reset();
    rescueFocus(() => document.getElementById(fieldId('title')));
  };
  const [typed, setTyped] = useState<{ values: ProductValues; round: number } | null>(null);
  return (
    <>
      {posted?.isSignedOut && <SignInBeside />}
      {editor.isRestored && <Restored onDiscard={discard} />}
      {opened && product && opened.version !== product.version && (
        <ProductChanges
          opened={opened}
          current={product}
          values={values}
          takesFocus={round > 0}
          key={round}
        />
      )}
      <ProductForm
        key={`form-${round}`}
        values={values}
        initialErrors={round === 0 ? (posted?.errors ?? []) : []}
        base={product}
        requestKey={requestKey}
        submitLabel={submitLabel}
        busyLabel={busyLabel}
        onTyped={(now) => {
          setTyped({ values: now, round });
          editor.keep(now);
        }}
        send={async (input, typed) => {
          editor.keep(typed);
          const current = await save(input, product, requestKey).catch((error: unknown) => {
            if (isKeyReused(error)) editor.renewKey(typed);
            throw error;
          });
          if (current) editor.rebase(current, typed);
          else editor.drop();
        }}
      />
      <ProductPreview values={typed?.round === round ? typed.values : values} saved={product} />
    </>
  );
}

function Restored({ onDiscard }: { onDiscard: () => void }) {
  return (
    <div className="notice" role="status">
      <p>We kept what you typed here and did not save.</p>
      <button type="button" className="link-button" onClick={onDiscard}>
        Discard it
      </button>
    </div>
  );
}

/** Without script, leaving the page would lose the form: signing in happens in another tab. */
function SignInBeside() {
  const { asPath } = useRouter();
  return (
    <p className="notice notice-bad">
      <a href={`/auth/signin?next=${encodeURIComponent(asPath)}`} target="_blank" rel="noreferrer">
        Sign in in a new tab
      </a>
      , come back here and press the button again. What you typed is kept.
    </p>
  );
}

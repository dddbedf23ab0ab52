import { useRouter } from 'next/router';
import { type ReactNode, useState } from 'react';
import type { MiniCartDialog } from './mini-cart-dialog';

interface Props {
  className: string;
  children: ReactNode;
}

/** A button that shows what is in the cart in a dialog, without leaving the page. */
export function MiniCart({ className, children }: Props) {
  const { push } = useRouter();
  const [Dialog, setDialog] = useState<typeof MiniCartDialog | null>(null);
  // The dialog is no part of the first load. Where it cannot be loaded, the cart's page shows the same.
  const open = () => {
    void import('./mini-cart-dialog').then(
      ({ MiniCartDialog: loaded }) => setDialog(() => loaded),
      () => push('/cart'),
    );
  };
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={open}>
        {children}
      </button>
      {Dialog && <Dialog onClose={() => setDialog(null)} />}
    </>
  );
}

import dynamic from 'next/dynamic';
import { useRouter } from 'next/router';
import { useEffect, useId, useRef, useState } from 'react';

/** Loaded when it is opened first: no page waits for it. */
const Contents = dynamic(
  () => import('./mini-cart-contents').then(({ MiniCartContents }) => MiniCartContents),
  {
    loading: () => <p>Loading your cart…</p>,
  },
);

/** A button that shows what is in the cart in a dialog, without leaving the page. */
export function MiniCart({ className }: { className: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const titleId = useId();
  const { events } = useRouter();
  useEffect(() => {
    const close = () => dialog.current?.close();
    events.on('routeChangeStart', close);
    return () => events.off('routeChangeStart', close);
  }, [events]);

  const open = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={open}>
        Quick look<span className="visually-hidden"> at what you have chosen</span>
      </button>
      <dialog
        ref={dialog}
        className="dialog mini-cart"
        aria-labelledby={titleId}
        onClose={() => setOpen(false)}
      >
        <h2 id={titleId}>What you have chosen</h2>
        {isOpen && <Contents />}
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </dialog>
    </>
  );
}

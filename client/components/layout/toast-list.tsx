import { useEffect, useRef } from 'react';
import { type Toast, useToasts } from '../../hooks/use-toasts';

const SHOWN_MS = 7_000;
/** While it is pointed at or holds the focus it stays, and is looked at again after so long. */
const HELD_MS = 2_000;

/** The live region is always there, so that a message that appears in it is spoken. */
export function ToastList() {
  const { toasts, close } = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} close={close} />
      ))}
    </div>
  );
}

function ToastCard({ toast, close }: { toast: Toast; close: (id: number) => void }) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer = setTimeout(closeUnlessHeld, SHOWN_MS);
    function closeUnlessHeld() {
      if (card.current?.matches(':hover, :focus-within')) timer = setTimeout(closeUnlessHeld, HELD_MS);
      else close(toast.id);
    }
    return () => clearTimeout(timer);
  }, [close, toast.id]);
  return (
    <div ref={card} className={`toast toast-${toast.tone}`}>
      <p>{toast.text}</p>
      <button
        type="button"
        className="link-button"
        onClick={() => close(toast.id)}
        aria-label={`Close message: ${toast.text}`}
      >
        Close
      </button>
    </div>
  );
}

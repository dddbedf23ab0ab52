import { useEffect, useState } from 'react';
import { type Toast, useToasts } from '../hooks/use-toasts';

const SHOWN_MS = 7_000;

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
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => close(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, close, toast.id]);
  return (
    <div
      className={`toast toast-${toast.tone}`}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
    >
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

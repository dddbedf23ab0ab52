import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Names what it is about, so that it can be dismissed once that has changed. */
  about?: string;
}

interface Toasts {
  toasts: Toast[];
  /** Shows and announces a message. Never the only copy of it. */
  show: (text: string, tone?: Toast['tone'], about?: string) => void;
  /** Closes what is out of date. */
  dismiss: (about: string) => void;
  close: (id: number) => void;
}

const ToastContext = createContext<Toasts | null>(null);

/** Keeps the messages across pages. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const show = useCallback((text: string, tone: Toast['tone'] = 'good', about?: string) => {
    setToasts((shown) => [...shown.slice(-2), { id: (shown.at(-1)?.id ?? 0) + 1, text, tone, about }]);
  }, []);
  const close = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );
  const dismiss = useCallback((about: string) => {
    setToasts((shown) => {
      const rest = shown.filter((toast) => toast.about !== about);
      return rest.length === shown.length ? shown : rest;
    });
  }, []);
  const value = useMemo(() => ({ toasts, show, dismiss, close }), [toasts, show, dismiss, close]);
  return <ToastContext value={value}>{children}</ToastContext>;
}

export function useToasts(): Toasts {
  const value = useContext(ToastContext);
  if (!value) throw new Error('useToasts needs a ToastProvider above it');
  return value;
}

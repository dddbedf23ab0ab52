/** The messages between a page and its card frame. Each side takes messages of its own origin only. */

export type Style = Record<string, Record<string, string | number | Record<string, string | number>>>;

/** Options of an element that matter inside the frame. */
export interface FrameOptions {
  style?: Style;
  hidePostalCode?: boolean;
  disabled?: boolean;
  value?: { postalCode?: string };
}

export interface ElementError {
  type: string;
  code?: string;
  message: string;
  [more: string]: unknown;
}

/** The content of a `change` event, but for the name of the element. */
export interface FieldsState {
  empty: boolean;
  complete: boolean;
  error?: ElementError;
  brand: string;
  value: { postalCode: string };
}

export interface TokenResult {
  token?: Record<string, unknown>;
  error?: ElementError;
}

export type ToFrame =
  | { to: 'card'; type: 'init' | 'update'; options: FrameOptions }
  | { to: 'card'; type: 'focus' | 'blur' | 'clear' }
  | {
      to: 'card';
      type: 'tokenize';
      id: number;
      publishableKey: string;
      /** Name, address and so on, as `createToken` takes them. */
      data: Record<string, string>;
    };

export type FromFrame =
  | { from: 'card'; type: 'hello' | 'ready' | 'focus' | 'blur' | 'escape' | 'submit' }
  | { from: 'card'; type: 'change'; state: FieldsState }
  | { from: 'card'; type: 'resize'; height: number }
  | { from: 'card'; type: 'tokenized'; id: number; result: TokenResult };

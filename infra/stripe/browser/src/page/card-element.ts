import type { FieldsState, FrameOptions, FromFrame, TokenResult, ToFrame } from '../messages';
import { IntegrationError, notMounted } from './integration-error';

const FRAME_PAGE = new URL('card.html', (document.currentScript as HTMLScriptElement).src);
const LOAD_LIMIT_MS = 5_000;

const CLASSES = {
  base: 'StripeElement',
  complete: 'StripeElement--complete',
  empty: 'StripeElement--empty',
  focus: 'StripeElement--focus',
  invalid: 'StripeElement--invalid',
};

export type Options = FrameOptions & { classes?: Partial<typeof CLASSES> };
type Handler = (event: Record<string, unknown>) => unknown;

let frames = 0;
let requests = 0;

/** The card Element: a frame in the page, and the events that it sends. */
export class CardElement {
  isDestroyed = false;
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly waiting = new Map<
    number,
    { resolve: (result: TokenResult) => void; reject: (error: Error) => void }
  >();
  private container?: HTMLElement;
  private frame?: HTMLIFrameElement;
  private greeted = false;
  private ready = false;
  private focusWhenReady = false;

  constructor(private options: Options) {}

  mount(target: string | HTMLElement): void {
    if (this.isDestroyed)
      throw new IntegrationError('This Element has already been destroyed. Please create a new one.');
    const container = typeof target === 'string' ? elementAt(target) : target;
    if (container === this.container) return;
    this.unmount();
    this.container = container;
    this.frame = this.newFrame();
    window.addEventListener('message', this.onMessage);
    document.addEventListener('click', this.onLabelClick);
    container.replaceChildren(this.frame);
    this.setClass('base', true);
    this.setClass('empty', true);
  }

  unmount(): void {
    window.removeEventListener('message', this.onMessage);
    document.removeEventListener('click', this.onLabelClick);
    for (const name of Object.keys(CLASSES) as (keyof typeof CLASSES)[]) this.setClass(name, false);
    this.frame?.remove();
    this.frame = this.container = undefined;
    this.greeted = this.ready = false;
    for (const { reject } of this.waiting.values()) reject(notMounted());
    this.waiting.clear();
  }

  destroy(): void {
    this.unmount();
    this.isDestroyed = true;
    this.handlers.clear();
  }

  update(options: Options): void {
    this.options = { ...this.options, ...options };
    if (this.ready) this.send({ to: 'card', type: 'update', options: frameOptions(options) });
  }

  on(event: string, handler: Handler): this {
    const handlers = this.handlers.get(event) ?? new Set();
    this.handlers.set(event, handlers.add(handler));
    return this;
  }

  once(event: string, handler: Handler): this {
    const only: Handler = (content) => {
      this.off(event, only);
      handler(content);
    };
    return this.on(event, only);
  }

  off(event: string, handler?: Handler): this {
    if (handler === undefined) this.handlers.delete(event);
    else this.handlers.get(event)?.delete(handler);
    return this;
  }

  focus(): void {
    if (this.ready) {
      this.frame?.focus();
      this.send({ to: 'card', type: 'focus' });
    } else this.focusWhenReady = true;
  }

  blur(): void {
    this.send({ to: 'card', type: 'blur' });
  }

  clear(): void {
    this.send({ to: 'card', type: 'clear' });
  }

  tokenize(publishableKey: string, data: Record<string, string>): Promise<TokenResult> {
    if (!this.ready) return Promise.reject(notMounted());
    const id = (requests += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.send({ to: 'card', type: 'tokenize', id, publishableKey, data });
    });
  }

  private newFrame(): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    frame.name = `__privateStripeFrame${(frames += 1)}`;
    frame.title = 'Secure card payment input frame';
    frame.src = FRAME_PAGE.href;
    const style = { border: '0', display: 'block', width: '100%', height: '24px', 'color-scheme': 'light' };
    for (const [name, value] of Object.entries(style)) frame.style.setProperty(name, value);
    frame.addEventListener('load', () => setTimeout(() => this.complainUnlessGreeted(frame), LOAD_LIMIT_MS));
    return frame;
  }

  private complainUnlessGreeted(frame: HTMLIFrameElement): void {
    if (this.greeted || frame !== this.frame) return;
    this.emit('loaderror', {
      error: { type: 'api_connection_error', message: 'The card fields could not be loaded.' },
    });
  }

  private send(message: ToFrame): void {
    this.frame?.contentWindow?.postMessage(message, FRAME_PAGE.origin);
  }

  private emit(event: string, content: object = {}): void {
    for (const handler of [...(this.handlers.get(event) ?? [])]) handler({ elementType: 'card', ...content });
  }

  private readonly onMessage = ({ origin, source, data }: MessageEvent): void => {
    if (origin !== FRAME_PAGE.origin || source === null || source !== this.frame?.contentWindow) return;
    const message = data as FromFrame;
    if (message?.from !== 'card') return;
    switch (message.type) {
      case 'hello':
        this.greeted = true;
        return this.send({ to: 'card', type: 'init', options: frameOptions(this.options) });
      case 'ready':
        this.ready = true;
        this.emit('ready');
        if (this.focusWhenReady) this.focus();
        return;
      case 'change':
        return this.onChange(message.state);
      case 'focus':
      case 'blur':
        this.setClass('focus', message.type === 'focus');
        return this.emit(message.type);
      case 'escape':
        return this.emit('escape');
      case 'submit':
        return this.container?.closest('form')?.requestSubmit();
      case 'resize':
        return this.frame.style.setProperty('height', `${message.height}px`);
      case 'tokenized':
        this.waiting.get(message.id)?.resolve(message.result);
        this.waiting.delete(message.id);
    }
  };

  private onChange(state: FieldsState): void {
    this.setClass('empty', state.empty);
    this.setClass('complete', state.complete);
    this.setClass('invalid', state.error !== undefined);
    this.emit('change', state);
  }

  /** A label around the container, or one for its id, leads into the frame. */
  private readonly onLabelClick = ({ target }: MouseEvent): void => {
    const label = target instanceof Element ? target.closest('label') : null;
    if (!label || !this.container) return;
    if (label.contains(this.container) || (label.htmlFor !== '' && label.htmlFor === this.container.id))
      this.focus();
  };

  private setClass(name: keyof typeof CLASSES, on: boolean): void {
    const names = (this.options.classes?.[name] ?? CLASSES[name]).split(/\s+/).filter(Boolean);
    for (const each of names) this.container?.classList.toggle(each, on);
  }
}

function elementAt(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element) return element;
  throw new IntegrationError(
    `The selector you specified (${selector}) applies to no DOM elements that are currently on the page.`,
  );
}

/** What of the options a message can carry into the frame. */
const frameOptions = ({ style, hidePostalCode, disabled, value }: Options): FrameOptions => ({
  ...(style && { style }),
  ...(hidePostalCode !== undefined && { hidePostalCode }),
  ...(disabled !== undefined && { disabled }),
  ...(value && { value }),
});

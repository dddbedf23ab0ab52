import { CardElement, type Options } from './card-element';
import { IntegrationError } from './integration-error';

/** The Elements of one card; the sandbox has the one that shows all of its fields. */
export function elements() {
  let card: CardElement | undefined;
  const current = () => (card?.isDestroyed ? undefined : card);
  return {
    create(type: string, options: Options = {}): CardElement {
      if (type !== 'card') throw new IntegrationError(`The sandbox has no Element of type ${type}.`);
      if (current()) throw new IntegrationError('Can only create one Element of type card through create().');
      return (card = new CardElement(options));
    },
    /** By name, or by the React component of that name. */
    getElement(type: string | { __elementType?: string }): CardElement | null {
      const name = typeof type === 'string' ? type : type.__elementType;
      return (name === 'card' && current()) || null;
    },
    update: () => undefined,
    fetchUpdates: () => Promise.resolve({}),
    submit: () => Promise.resolve({}),
  };
}

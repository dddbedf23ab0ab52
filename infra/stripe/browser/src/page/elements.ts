import { CardElement, type ElementType, KINDS, type Options } from './card-element';
import { IntegrationError } from './integration-error';

/** A set of elements that belong to one card. */
export function elements() {
  const group: CardElement[] = [];
  return {
    create(type: string, options: Options = {}): CardElement {
      if (!Object.hasOwn(KINDS, type))
        throw new IntegrationError(`The sandbox has no Element of type ${type}.`);
      if (group.some((element) => element.type === type)) {
        throw new IntegrationError(`Can only create one Element of type ${type} through create().`);
      }
      return new CardElement(type as ElementType, group, options);
    },
    /** By name, or by the React component of that name. */
    getElement(type: string | { __elementType?: string }): CardElement | null {
      const name = typeof type === 'string' ? type : type.__elementType;
      return group.find((element) => element.type === name) ?? null;
    },
    update: () => undefined,
    fetchUpdates: () => Promise.resolve({}),
    submit: () => Promise.resolve({}),
  };
}

/**
 * Whether a key belongs to an input method that is composing text, such as Japanese: it chooses among the method's
 * candidates and is not for the page. Safari ends the composition before its last key, which has the code 229.
 */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === 229;

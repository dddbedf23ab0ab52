/** Foreign text without what would break a line or move the cursor of a terminal. */
// eslint-disable-next-line no-control-regex -- those are what is meant
export const plainText = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

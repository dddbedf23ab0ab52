/** The shop's name, wherever it is shown. */
export const SHOP_NAME = 'Open Market';

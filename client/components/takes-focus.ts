/**
 * Attributes of what came of a form that the browser has sent by itself: the page that follows is read from there,
 * not from its top. The browser does it, with or without script.
 */
export const TAKES_FOCUS = { tabIndex: -1, autoFocus: true } as const;

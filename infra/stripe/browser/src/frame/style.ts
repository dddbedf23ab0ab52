import type { Style } from '../messages';

const SELECTORS: Record<string, string> = {
  base: 'input',
  complete: 'input.is-complete',
  empty: 'input.is-empty',
  invalid: 'input.is-invalid',
};

const PROPERTIES = new Set([
  ...['backgroundColor', 'color', 'fontFamily', 'fontSize', 'fontSmoothing', 'fontStyle', 'fontVariant'],
  ...['fontWeight', 'letterSpacing', 'lineHeight', 'padding', 'textAlign', 'textDecoration', 'textShadow'],
  'textTransform',
]);

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

/** Gives the inputs the look that the page asks for, as far as Stripe lets it. */
export function applyStyle(style: Style): void {
  while (sheet.cssRules.length > 0) sheet.deleteRule(0);
  for (const [variant, selector] of Object.entries(SELECTORS)) {
    const declarations = style[variant] ?? {};
    addRule(selector, declarations);
    for (const [pseudo, nested] of Object.entries(declarations)) {
      if (/^::?[a-z-]+$/.test(pseudo) && typeof nested === 'object') addRule(selector + pseudo, nested);
    }
  }
}

/** The page's words become declarations one by one, so that none of them can end a rule and begin another. */
function addRule(selector: string, declarations: Record<string, unknown>): void {
  let rule: CSSRule | undefined;
  try {
    rule = sheet.cssRules[sheet.insertRule(`${selector} {}`, sheet.cssRules.length)];
  } catch {
    return; // a pseudo-element that this browser does not know
  }
  if (!(rule instanceof CSSStyleRule)) return;
  for (const [name, value] of Object.entries(declarations)) {
    if (!PROPERTIES.has(name)) continue;
    rule.style.setProperty(
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      String(value),
    );
  }
}

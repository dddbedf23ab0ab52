import { parse, type DefaultTreeAdapterTypes } from 'parse5';

/** An element as React's `createElement` takes it: its name, its attributes, and what it holds. */
export type Markup = string | [tag: string, attributes: Record<string, string | true>, ...kids: Markup[]];

type ChildNode = DefaultTreeAdapterTypes.ChildNode;

/** Where Next.js puts what a page renders. */
const ROOT_ID = '__next';

/**
 * What a page of Next.js renders, element by element.
 * @throws Error for a document without Next.js's root
 */
export function markupOf(html: string): Markup[] {
  const root = findRoot(parse(html).childNodes);
  if (!root) throw new Error(`the page has no element "${ROOT_ID}"`);
  return root.childNodes.flatMap(toMarkup);
}

function findRoot(nodes: readonly ChildNode[]): DefaultTreeAdapterTypes.Element | undefined {
  for (const node of nodes) {
    if (!('tagName' in node)) continue;
    if (node.attrs.some(({ name, value }) => name === 'id' && value === ROOT_ID)) return node;
    const below = findRoot(node.childNodes);
    if (below) return below;
  }
  return undefined;
}

function toMarkup(node: ChildNode): Markup[] {
  if ('tagName' in node) return [[node.tagName, attributesOf(node), ...node.childNodes.flatMap(toMarkup)]];
  return node.nodeName === '#text' && 'value' in node ? [node.value] : [];
}

/** React takes a style as an object only, and a boolean attribute as `true`. */
const attributesOf = ({ attrs }: DefaultTreeAdapterTypes.Element): Record<string, string | true> =>
  Object.fromEntries(
    attrs.filter(({ name }) => name !== 'style').map(({ name, value }) => [name, value || true]),
  );

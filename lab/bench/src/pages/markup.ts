import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** An element as React's `createElement` takes it: its name, its attributes, and what it holds. */
export type Markup = string | [tag: string, attributes: Record<string, string | true>, ...kids: Markup[]];

/** What a page of Next.js renders by itself, element by element. */
export interface PageMarkup {
  head: Markup[];
  body: Markup[];
}

type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Where Next.js puts what a page renders. */
const ROOT_ID = '__next';

/**
 * What a page renders, without what Next.js adds to each document.
 * @throws Error for a document without Next.js's root
 */
export function markupOf(html: string): PageMarkup {
  const document = parse(html).childNodes;
  const head = findElement(document, ({ tagName }) => tagName === 'head');
  const root = findElement(document, (element) => attributesOf(element).id === ROOT_ID);
  if (!head || !root) throw new Error(`the page has no element "${ROOT_ID}"`);
  return {
    head: head.childNodes.filter((node) => 'tagName' in node && !isOfNext(node)).flatMap(toMarkup),
    body: root.childNodes.flatMap(toMarkup),
  };
}

function findElement(
  nodes: readonly ChildNode[],
  isWanted: (element: Element) => boolean,
): Element | undefined {
  for (const node of nodes) {
    if (!('tagName' in node)) continue;
    if (isWanted(node)) return node;
    const below = findElement(node.childNodes, isWanted);
    if (below) return below;
  }
  return undefined;
}

/** Whether Next.js adds the element of the head to every page: its files, and how to load and read them. */
function isOfNext(element: Element): boolean {
  const { charset, name, href, src, 'data-n-css': styles } = attributesOf(element);
  const [text] = element.childNodes;
  const loadsScripts = text !== undefined && 'value' in text && text.value.includes('TURBOPACK');
  return (
    charset !== undefined ||
    name === 'viewport' ||
    styles !== undefined ||
    loadsScripts ||
    [href, src].some((address) => String(address).startsWith('/_next/'))
  );
}

function toMarkup(node: ChildNode): Markup[] {
  if ('tagName' in node) return [[node.tagName, attributesOf(node), ...node.childNodes.flatMap(toMarkup)]];
  return node.nodeName === '#text' && 'value' in node ? [node.value] : [];
}

/** React takes a style as an object only, and a boolean attribute as `true`. */
const attributesOf = ({ attrs }: Element): Record<string, string | true> =>
  Object.fromEntries(
    attrs.filter(({ name }) => name !== 'style').map(({ name, value }) => [name, value || true]),
  );

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__filename, '../..');
const FILES = ['pages', 'components', 'hooks'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => join(folder, name)),
);

/** What an expression can come to: both arms of a condition, the right side of `&&`, both sides of `??`. */
function outcomesOf(node: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return outcomesOf(node.expression);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(outcomesOf);
  if (!ts.isBinaryExpression(node)) return [node];
  const isAnd = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return (isAnd ? [node.right] : [node.left, node.right]).flatMap(outcomesOf);
}

const isElement = (node: ts.Node) =>
  ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);
const isText = (node: ts.Expression) => !isElement(node) && node.kind !== ts.SyntaxKind.NullKeyword;

/** Whether this child of several is, or may be, text that a condition replaces. */
function isChangingText(child: ts.JsxChild): boolean {
  if (!ts.isJsxExpression(child) || !child.expression) return false;
  const outcomes = outcomesOf(child.expression);
  return outcomes[0] !== child.expression && outcomes.some(isText);
}

/** Whether this child is a list, which grows and shrinks: React inserts in front of what follows it. */
const isList = (child: ts.JsxChild): boolean =>
  ts.isJsxExpression(child) && /\.map\(/.test(child.expression?.getText().split('\n')[0] ?? '');

/** The children that change and are text beside siblings, and text that a list stands in front of. */
function changingTextsIn(node: ts.Node): string[] {
  const children = ts.isJsxElement(node) || ts.isJsxFragment(node) ? [...node.children] : [];
  const siblings = children.filter((child) => !ts.isJsxText(child) || !child.containsOnlyTriviaWhiteSpaces);
  const isMoved = (child: ts.JsxChild, index: number): boolean =>
    ts.isJsxText(child) && siblings.slice(0, index).some(isList);
  const wrong = siblings.filter((child, index) => isChangingText(child) || isMoved(child, index));
  const own = siblings.length > 1 ? wrong.map((child) => child.getText()) : [];
  const deeper: string[] = [];
  ts.forEachChild(node, (child) => void deeper.push(...changingTextsIn(child)));
  return [...own, ...deeper];
}

// A browser that translates replaces text nodes, and React fails to change or remove the one that it wrote.
it.each(FILES)('%s keeps text that changes in an element of its own', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  expect(changingTextsIn(source)).toEqual([]);
});

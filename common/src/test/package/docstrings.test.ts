import path from 'node:path';
import ts from 'typescript';

const SOURCES = path.resolve(__dirname, '../..');
const ENTRIES = ['index.ts', 'testing/index.ts'].map((file) => path.join(SOURCES, file));

/** Each public name of an entry, with the comment that an editor shows for it. */
function publicNames(): { entry: string; name: string; comment: string }[] {
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, skipLibCheck: true };
  const program = ts.createProgram(ENTRIES, { ...options, noResolve: false, types: [], noLib: true });
  const checker = program.getTypeChecker();
  return ENTRIES.flatMap((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} exports nothing`);
    return checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
      const comment = ts.displayPartsToString(target.getDocumentationComment(checker)).trim();
      return { entry: path.relative(SOURCES, file), name: symbol.name, comment };
    });
  });
}

it('every public name says what it is', () => {
  const names = publicNames();
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter(({ comment }) => comment === '').map(({ entry, name }) => `${entry}: ${name}`)).toEqual(
    [],
  );
});

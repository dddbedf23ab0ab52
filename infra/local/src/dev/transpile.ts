import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Loaded at the first use: it is large, and only development needs it. */
const compiler = () => import('typescript');

/** Loads the compiler, so that the first change need not wait for it. */
export async function prepareTranspiler(): Promise<void> {
  await compiler();
}

/**
 * Compiles one source (`<package>/src/….ts`) into its package's `build`, without looking at any other file: types are
 * the business of `tsc -b --watch`, which takes seconds.
 * @returns a line for each syntax error; then nothing was written
 */
export async function transpile(source: string): Promise<string[]> {
  const { default: ts } = await compiler();
  const folder = source.slice(0, source.lastIndexOf(`${path.sep}src${path.sep}`));
  const host = { ...ts.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} };
  const config = ts.getParsedCommandLineOfConfigFile(path.join(folder, 'tsconfig.json'), {}, host);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: source,
    compilerOptions: config?.options,
    reportDiagnostics: true,
  });
  if (diagnostics?.length) {
    return diagnostics.map(({ messageText, file, start }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1;
      return `${source}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  }
  write(source, folder, outputText, sourceMapText ?? '{}');
  return [];
}

function write(source: string, folder: string, code: string, map: string): void {
  const relative = path.relative(path.join(folder, 'src'), source).replace(/\.ts$/, '.js');
  const target = path.join(folder, 'build', relative);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, code);
  const sources = [path.relative(path.dirname(target), source)];
  writeFileSync(`${target}.map`, JSON.stringify({ ...(JSON.parse(map) as object), sources }));
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Manifest } from './manifests';
import { root } from './repository';

const FILE = path.join(root, 'infra/checks/src/manifests-to-check.ts');

/**
 * Holds objects against Kubernetes' own types: an unknown field, a missing one or a wrong type is an error, at any
 * depth. The types come from the API's OpenAPI document by way of the packages kubernetes-models and gateway-api; the
 * compiler that is here anyway does the rest, where the usual validators would fetch their schemas from the net.
 * Objects of Envoy Gateway have no types in these packages and are left out.
 * @returns one line for each error
 */
export function typeErrors(manifests: Manifest[]): string[] {
  const typed = manifests.filter(({ apiVersion }) => !apiVersion.startsWith('gateway.envoyproxy.io/'));
  const source = typed
    .map((manifest, index) => {
      const type = `import('${moduleOf(manifest)}').I${manifest.kind}`;
      return `export const at${index}: ${type} = ${JSON.stringify(manifest, null, 1)};`;
    })
    .join('\n');
  const program = compile(source);
  const file = program.getSourceFile(FILE);
  return program.getSemanticDiagnostics(file).map(({ messageText, start = 0 }) => {
    const before = source.slice(0, start);
    const index = Number(/.*export const at(\d+)/s.exec(before)?.[1] ?? 0);
    const { kind, metadata } = typed[index] as Manifest;
    return `${kind} ${metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function moduleOf({ apiVersion, kind }: Manifest): string {
  const library = apiVersion.startsWith('gateway.') ? '@kubernetes-models/gateway-api' : 'kubernetes-models';
  const name = `${library}/${apiVersion}/${kind}`;
  if (!existsSync(path.join(root, 'node_modules', `${name}.d.ts`)))
    throw new Error(`${name} has no type here`);
  return name;
}

function compile(source: string): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === FILE || disk.fileExists(name),
    readFile: (name) => (name === FILE ? source : disk.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === FILE
        ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true)
        : disk.getSourceFile(name, ...rest),
  };
  return ts.createProgram([FILE], options, host);
}

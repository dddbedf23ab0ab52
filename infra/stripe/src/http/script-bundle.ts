import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * Joins a CommonJS file and all that it requires into one classic script for browsers.
 * @param entry absolute path
 * @throws Error when the entry is missing
 */
export function bundleScript(entry: string): string {
  const modules = new Map<string, string>();
  collect(entry, modules);
  const definitions = [...modules].map(
    ([file, code]) => `${JSON.stringify(file)}: function (module, exports, require) {\n${code}\n}`,
  );
  return `(function () {
'use strict';
const definitions = {\n${definitions.join(',\n')}\n};
const loaded = {};
function load(file) {
  if (!loaded[file]) {
    const module = (loaded[file] = { exports: {} });
    definitions[file](module, module.exports, load);
  }
  return loaded[file].exports;
}
load('0');
})();
`;
}

/** Gives every file a number, so that no path of this machine gets into a page. */
function collect(file: string, modules: Map<string, string>, numbers = new Map<string, string>()): string {
  const known = numbers.get(file);
  if (known !== undefined) return known;
  const number = String(numbers.size);
  numbers.set(file, number);
  const code = readFileSync(file, 'utf8').replace(
    /\brequire\((['"])([^'"]+)\1\)/g,
    (call, _quote, name: string) => {
      const required = resolveFrom(file, name);
      return required === undefined ? call : `require('${collect(required, modules, numbers)}')`;
    },
  );
  modules.set(number, code);
  return number;
}

/** Undefined for what is not there: it may stand in a comment. */
function resolveFrom(file: string, name: string): string | undefined {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

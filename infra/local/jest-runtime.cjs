const { AsyncLocalStorage } = require('node:async_hooks');
const vm = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');

/** By file name: the source and the script compiled from it. */
const scripts = new Map();
/** Storages used since the test file began. */
const storages = new Set();

const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...args) {
  storages.add(this);
  return Reflect.apply(run, this, args);
};

/**
 * jest's runtime, which loads each module again for each test file, but compiles it once per process.
 * A script keeps no state: each test file runs it in its own context.
 */
module.exports = class CompileOnceRuntime extends JestRuntime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    const { executor } = this;
    const compile = executor.compile.bind(executor);
    const parameters = executor.injectedModuleParameters.join();
    executor.compile = (source, name) => {
      const context = environment.getVmContext();
      const script = context === null ? undefined : scriptOf(source, name, parameters);
      return script ? script.runInContext(context) : compile(source, name);
    };
  }

  teardown() {
    super.teardown();
    // Until it is disabled, Node visits a storage on each asynchronous step of all later test files.
    for (const storage of storages) storage.disable();
    storages.clear();
  }
};

/** @returns undefined for what jest has to compile: `import()`, and syntax errors, which it explains */
function scriptOf(source, name, parameters) {
  const known = scripts.get(name);
  if (known?.source === source && known.parameters === parameters) return known.script;
  const script = compileScript(source, name, parameters);
  scripts.set(name, { source, parameters, script });
  return script;
}

function compileScript(source, filename, parameters) {
  if (/\bimport\s*\(/.test(source)) return undefined;
  const head = `(function (${parameters}) {`;
  try {
    return new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  } catch {
    return undefined;
  }
}

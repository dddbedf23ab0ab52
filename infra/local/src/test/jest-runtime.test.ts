import type * as AsyncHooks from 'node:async_hooks';
import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Vm from 'node:vm';
import { createContext, type Context, type ScriptOptions } from 'node:vm';

type Module = { exports: Record<string, unknown> };
type Compiled = (module: Module, exports: Module['exports']) => void;
interface Runtime {
  executor: { compile: (source: string, name: string) => Compiled | null };
  teardown: () => void;
}

const compiled: string[] = [];
const compiledByJest: string[] = [];

jest.mock('node:vm', () => {
  const vm = jest.requireActual<typeof Vm>('node:vm');
  class CountedScript extends vm.Script {
    constructor(source: string, options: ScriptOptions) {
      super(source, options);
      compiled.push(options.filename ?? '');
    }
  }
  return { ...vm, Script: CountedScript };
});

// jest itself uses storages while it runs this file: only those of a class of its own may be disabled.
jest.mock('node:async_hooks', () => {
  const hooks = jest.requireActual<typeof AsyncHooks>('node:async_hooks');
  return { ...hooks, AsyncLocalStorage: class extends hooks.AsyncLocalStorage<unknown> {} };
});

jest.mock('jest-runtime', () => ({
  __esModule: true,
  default: class {
    executor = {
      injectedModuleParameters: ['module', 'exports'],
      compile: (_source: string, name: string) => {
        compiledByJest.push(name);
        return null;
      },
    };
    isTornDown = false;
    teardown() {
      this.isTornDown = true;
    }
  },
}));

const CompileOnceRuntime =
  jest.requireActual<new (config: object, environment: { getVmContext: () => Context | null }) => Runtime>(
    '../../jest-runtime.cjs',
  );

beforeEach(() => {
  compiled.length = 0;
  compiledByJest.length = 0;
});

/** The runtime of one test file. */
const runtimeIn = (context: Context | null): Runtime =>
  new CompileOnceRuntime({}, { getVmContext: () => context });

function load(source: string, name: string, context: Context | null = createContext({})): Module['exports'] {
  const module: Module = { exports: {} };
  runtimeIn(context).executor.compile(source, name)?.(module, module.exports);
  return module.exports;
}

it('compiles a file once for all test files', () => {
  const results = [1, 2].map(() => load('exports.name = "once";', '/once.js'));
  expect(results).toEqual([{ name: 'once' }, { name: 'once' }]);
  expect(compiled).toEqual(['/once.js']);
  expect(compiledByJest).toEqual([]);
});

it('gives each test file its own state and globals', () => {
  const source = 'let calls = 0; exports.next = () => ++calls; exports.global = colour; exports.list = [];';
  const [red, blue] = ['red', 'blue'].map((colour) => load(source, '/state.js', createContext({ colour })));
  const next = red?.next as () => number;
  expect([next(), next(), (blue?.next as typeof next)()]).toEqual([1, 2, 1]);
  expect([red?.global, blue?.global]).toEqual(['red', 'blue']);
  expect(Object.getPrototypeOf(red?.list)).not.toBe(Object.getPrototypeOf(blue?.list));
});

it('compiles a file again when its source differs', () => {
  expect(load('exports.version = 1;', '/changed.js')).toEqual({ version: 1 });
  expect(load('exports.version = 2;', '/changed.js')).toEqual({ version: 2 });
});

it('keeps the line and column of an error on the first line', () => {
  const { stack } = load('exports.stack = new Error("here").stack;', '/error.js');
  expect(stack).toContain('/error.js:1:17');
});

it.each([
  ['import()', 'exports.later = () => import("./later.mjs");'],
  ['a syntax error', 'exports.a = ;'],
])('leaves %s to jest', (_what, source) => {
  load(source, '/left.js');
  expect(compiledByJest).toEqual(['/left.js']);
});

it('leaves it to jest what to do when the environment is gone', () => {
  load('exports.name = "late";', '/late.js', null);
  expect(compiledByJest).toEqual(['/late.js']);
});

it('disables the storages of a test file when it ends', () => {
  const runtime = runtimeIn(createContext({}));
  const storage = new AsyncLocalStorage<string>();
  storage.run('store', () => {
    expect(storage.getStore()).toBe('store');
    runtime.teardown();
    expect(storage.getStore()).toBeUndefined();
  });
  expect(runtime).toMatchObject({ isTornDown: true });
});

it('extends the runtime of the installed jest', () => {
  const versionOf = (name: string): string =>
    jest.requireActual<{ version: string }>(`${name}/package.json`).version;
  expect(versionOf('jest-runtime')).toBe(versionOf('jest'));
});

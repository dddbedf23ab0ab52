import js from '@eslint/js';
import nextPlugin from '@next/eslint-plugin-next';
import prettier from 'eslint-config-prettier';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { services } from './services.cjs';

/** Settings are declared in each service's config.ts and read once by readConfig; see docs/decisions. */
const noProcessEnv = {
  'no-restricted-properties': [
    'error',
    {
      object: 'process',
      property: 'env',
      message: 'Declare the setting in config.ts and take it from readConfig.',
    },
  ],
};

/**
 * The programs that types are read from; the first one that has a file counts. All packages that run on Node share one,
 * so the types of `common` and of Mongoose are computed once and not in each of 20 programs. Its sources import each
 * other's sources: lint begins before anything is compiled.
 */
const programs = ['infra/stripe/browser/tsconfig.json', 'tsconfig.lint.json', 'client/tsconfig.json'];

export default tseslint.config(
  {
    ignores: [
      '**/build/**',
      '**/.next/**',
      '**/node_modules/**',
      '.local/**',
      'artifacts/**',
      '**/next-env.d.ts',
    ],
  },
  js.configs.recommended,
  {
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write these properties into the object itself.',
        },
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: programs, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['common', ...services.map(({ folder }) => folder)].map((folder) => `${folder}/src/**/*.ts`),
    ignores: ['**/src/test/**', 'common/src/runtime/config.ts', 'common/src/testing/**'],
    rules: noProcessEnv,
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    // Run by browsers.
    files: ['infra/local/sandbox/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        getSelection: 'readonly',
        DOMParser: 'readonly',
      },
    },
  },
  {
    // Run by mongosh, which brings its own globals.
    files: ['infra/k8s/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        db: 'readonly',
        connect: 'readonly',
        print: 'readonly',
        sleep: 'readonly',
        rs: 'readonly',
        process: 'readonly',
      },
    },
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    plugins: { '@next/next': nextPlugin },
    rules: {
      ...nextPlugin.configs.recommended.rules,
      ...nextPlugin.configs['core-web-vitals'].rules,
      'no-restricted-imports': [
        'error',
        { name: 'next/link', message: 'Import components/link, which ships less code.' },
      ],
    },
    settings: { next: { rootDir: 'client' } },
  },
  {
    // The first half of the accessibility gate; the second is axe in infra/e2e (docs/decisions/0052).
    files: ['client/**/*.tsx'],
    ...jsxA11y.flatConfigs.strict,
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    // The rest of its recommended rules is for the React Compiler, which the client does not use.
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  prettier,
);

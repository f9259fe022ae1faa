import tseslint from 'typescript-eslint';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';

const nodeImports = {
  group: ['node:*', 'fs', 'path', 'child_process', 'crypto', 'os'],
  message:
    'No Node module here: this code is bundled for the workflow sandbox or must load anywhere.',
};
const only = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const deny = (names, message) => ({ group: names.map((name) => `**/${name}/**`), message });

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.perdure/**',
      '.cache/**',
      'eslint.config.js',
      'deploy/**/*.mjs',
      'examples/broken/**',
      'dsl/golden/**',
      'test/fixtures/**',
      'test/broken-dags/**',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: ['./*/tsconfig.json', './tsconfig.test.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'] })],
      'import-x/extensions': ['.ts'],
    },
  },
  only(
    ['dsl/**/*.ts'],
    [
      nodeImports,
      deny(
        ['workflows', 'activities', 'stores', 'workers', 'server', 'cli', 'ml'],
        'dsl/ stands alone.',
      ),
    ],
  ),
  only(
    ['workflows/**/*.ts'],
    [
      nodeImports,
      { group: ['zod'], message: 'Schemas stay out of replayed code.' },
      deny(
        ['activities', 'stores', 'workers', 'server', 'cli', 'ml'],
        'workflows/ imports only dsl/plan types.',
      ),
    ],
  ),
  only(
    ['ml/**/*.ts'],
    [
      deny(
        ['dsl', 'workflows', 'activities', 'stores', 'workers', 'server', 'cli'],
        'ml/ is mathematics alone.',
      ),
    ],
  ),
  only(
    ['activities/**/*.ts'],
    [deny(['workflows', 'workers', 'server', 'cli'], 'activities/ never reach the engine.')],
  ),
  only(
    ['server/**/*.ts'],
    [deny(['activities', 'workers', 'cli'], 'The server never loads author code.')],
  ),
  only(
    ['examples/**/*.ts'],
    [
      deny(
        ['dsl', 'workflows', 'activities', 'ml', 'stores', 'workers', 'server'],
        'Examples use the public entry points: perdure, perdure/*.',
      ),
    ],
  ),
  {
    files: [
      '**/*.test.ts',
      '**/*.test-d.ts',
      '**/testing/check-program.ts',
      'test/**/setup/**',
      'dsl/eslint/**',
      '*.config.ts',
    ],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-imports': 'off',
      'import-x/no-default-export': 'off',
    },
  },
  {
    files: ['cli/**/*.ts', 'examples/**/demo.ts', 'bench/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // A map's item is spread like a plain object: a reference has a `then` only to refuse `await`.
    files: ['examples/dsl/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-misused-promises': 'off' },
  },
  { files: ['workflows/index.ts'], rules: { 'import-x/no-default-export': 'off' } },
);

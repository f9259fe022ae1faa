import type { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

/**
 * The rules that catch what neither TypeScript nor a reference itself can: a reference used as if it
 * held a value. They need type information, hence typescript-eslint and a tsconfig.
 *
 * - `no-unnecessary-condition`: `if (ref)`, `ref || x`, `ref ?? x`, `while (ref)`
 * - `strict-boolean-expressions`: `!ref` where it is no condition but a value, which the rule above
 *   leaves alone; set so that it speaks of objects only
 * - `no-base-to-string`: `String(ref)`, `ref + ''`
 * - `restrict-template-expressions`: `${ref}`; values that are no objects may stay
 */
const rules: Linter.RulesRecord = {
  '@typescript-eslint/no-unnecessary-condition': [
    'error',
    { allowConstantLoopConditions: 'only-allowed-literals' },
  ],
  '@typescript-eslint/strict-boolean-expressions': [
    'error',
    {
      allowAny: true,
      allowNullableBoolean: true,
      allowNullableEnum: true,
      allowNullableNumber: true,
      allowNullableObject: true,
      allowNullableString: true,
      allowNumber: true,
      allowString: true,
    },
  ],
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    {
      allowAny: true,
      allowArray: true,
      allowBoolean: true,
      allowNever: true,
      allowNullish: true,
      allowNumber: true,
      allowRegExp: true,
    },
  ],
};

/**
 * A flat config for folders of dag files. Put it behind your own configs; it brings the parser, the
 * plugin and four rules, and nothing about style.
 *
 * @example
 * ```ts
 * // eslint.config.js
 * import { recommended } from 'perdure/eslint';
 *
 * export default [...recommended];
 * ```
 */
export const recommended: Linter.Config[] = [
  {
    name: 'perdure/references',
    files: ['**/*.ts', '**/*.mts'],
    languageOptions: {
      // typescript-eslint declares its parser more loosely than ESLint reads it.
      parser: tseslint.parser,
      parserOptions: { projectService: true },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules,
  },
];

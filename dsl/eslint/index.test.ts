import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { recommended } from './index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function lint(pattern: string): Promise<readonly ESLint.LintResult[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    baseConfig: [...recommended, { ignores: ['**/*.test.ts'] }],
  });
  return eslint.lintFiles([pattern]);
}

function found(results: readonly ESLint.LintResult[]): readonly string[] {
  return results.flatMap((result) =>
    result.messages.map((message) => `${message.line} ${message.ruleId ?? message.message}`),
  );
}

describe('perdure/eslint', () => {
  it('finds every reference used as a value, each on its line, and nothing else', async () => {
    const file = 'test/fixtures/lint/misused.dag.ts';
    const expected = readFileSync(root + file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const [, rules = ''] = / \/\/ ((?:no-|restrict-|strict-)\S.*)$/.exec(line) ?? [];
        return rules
          .split(' ')
          .filter(Boolean)
          .map((rule) => `${index + 1} @typescript-eslint/${rule}`);
      });
    expect(expected.length).toBeGreaterThanOrEqual(14);
    expect([...found(await lint(file))].sort()).toEqual(expected.sort());
  }, 60_000);

  it('has nothing to say about the same wishes written with words', async () => {
    expect(found(await lint('test/fixtures/lint/right.dag.ts'))).toEqual([]);
  }, 60_000);

  it.runIf(existsSync(`${root}examples/dsl`))(
    'has nothing to say about the ported examples',
    async () => {
      const results = await lint('examples/dsl/*.ts');
      expect(results.length).toBeGreaterThan(10);
      expect(found(results)).toEqual([]);
    },
    120_000,
  );
});

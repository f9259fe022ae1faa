import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { describeErrors, errorsIn, programOf, projectRoot } from '../testing/check-program.ts';

const folder = join(projectRoot, 'dsl/surface/');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test-d.ts'))
  .map((name) => join(folder, name));

/** The same files without their directives, so that every refusal shows. */
function withoutDirectives(): ReadonlyMap<string, string> {
  const disarmed = (file: string): string =>
    readFileSync(file, 'utf8').replaceAll('@ts-expect-error', '@refused');
  return new Map(files.map((file) => [file, disarmed(file)]));
}

describe('the public types', { timeout: 300_000 }, () => {
  const program = programOf(files);
  const bare = programOf([], withoutDirectives());

  test.each(files.map((file) => [file.replace(folder, ''), file]))(
    'accept right use and refuse misuse in %s',
    (_name, file) => {
      expect(describeErrors(errorsIn(program, file))).toBe('');
    },
  );

  test('refuse at every marked line, so that no mark can be deleted', () => {
    let refusals = 0;
    for (const file of files) {
      const lines = readFileSync(file, 'utf8').split('\n');
      const wrong = new Set(errorsIn(bare, file).map(({ line }) => line));
      lines.forEach((line, index) => {
        if (!line.includes('@ts-expect-error')) return;
        refusals += 1;
        expect(wrong.has(index + 2), `${file}:${index + 2} is not refused`).toBe(true);
      });
    }
    expect(refusals).toBeGreaterThanOrEqual(140);
  });

  test('keep the type of a brand in declaration files, where private members lose theirs', () => {
    const text = readFileSync(join(projectRoot, 'dsl/reference/reference.ts'), 'utf8');
    const declaration = ts.transpileDeclaration(text, { fileName: 'reference.ts' }).outputText;
    expect(declaration).toContain('protected readonly carries: T');
  });
});

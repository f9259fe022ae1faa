import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeErrors, errorsIn, programOf, projectRoot } from '../testing/check-program.ts';

const folder = join(projectRoot, 'docs/dag-authoring/');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** The snippets of all pages, as modules of their own. */
function snippets(): ReadonlyMap<string, string> {
  const found = pages.flatMap((page) => {
    const text = readFileSync(folder + page, 'utf8');
    return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => {
      const name = `dsl/surface/docs-${page.replace('.md', '')}-${index}.ts`;
      return [join(projectRoot, name), code] as const;
    });
  });
  return new Map(found);
}

describe('every snippet of docs/dag-authoring compiles', { timeout: 300_000 }, () => {
  const texts = snippets();
  const program = programOf([], texts);

  test.each([...texts.keys()].map((file) => [file.slice(projectRoot.length), file]))(
    '%s',
    (_name, file) => {
      expect(describeErrors(errorsIn(program, file))).toBe('');
    },
  );

  test('and every page but the index has one', () => {
    expect(texts.size).toBeGreaterThanOrEqual(pages.length - 1);
  });
});

test('links between the pages lead somewhere', () => {
  for (const page of pages) {
    const text = readFileSync(folder + page, 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      expect(() => readFileSync(folder + target), `${page}: ${target}`).not.toThrow();
    }
  }
});

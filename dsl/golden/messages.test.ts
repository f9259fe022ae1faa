import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeErrors, errorsIn, programOf, projectRoot } from '../testing/check-program.ts';

const folder = join(projectRoot, 'dsl/golden/');
const files = readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name));

describe('the compiler tells an author', { timeout: 300_000 }, () => {
  const program = programOf(files.map((name) => join(folder, name)));

  test.each(files)('what is wrong in %s, in the words we keep', async (name) => {
    const errors = errorsIn(program, join(folder, name));
    expect(errors.length).toBeGreaterThan(0);
    await expect(describeErrors(errors)).toMatchFileSnapshot(
      join(folder, name.replace('.ts', '.txt')),
    );
  });
});

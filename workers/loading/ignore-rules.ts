import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';

/** Whether a path relative to the dag folder is to be skipped; folders end in `/`. */
export type IgnoreRules = (path: string) => boolean;

/** The rules of `.perdureignore` in the dag folder, which are those of `.gitignore`. */
export async function ignoreRules(root: string): Promise<IgnoreRules> {
  const text = await readFile(join(root, '.perdureignore'), 'utf8').catch(() => '');
  const rules = ignore().add(text);
  return (path) => path !== '' && path !== '/' && rules.ignores(path);
}

import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"]+)\1/g;
const ENDINGS = ['', '.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];

/**
 * The files that a file imports by relative path, found in its text. A look at the text finds too
 * much rather than too little (an import in a comment counts), which is right for a build id.
 */
export async function relativeImports(file: string): Promise<readonly string[]> {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
  const text = await readFile(file, 'utf8').catch(() => '');
  const found: string[] = [];
  for (const [, , specifier = ''] of text.matchAll(IMPORT)) {
    const path = await firstFile(candidates(resolve(dirname(file), specifier)));
    if (path !== undefined) found.push(path);
  }
  return found;
}

/** As Node and TypeScript look: the path, with an ending, or `.js` written for a `.ts` file. */
function candidates(path: string): readonly string[] {
  const asSource = path.replace(/\.([cm]?)js$/, '.$1ts');
  return [...ENDINGS.map((ending) => path + ending), ...(asSource === path ? [] : [asSource])];
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() === true) return path;
  }
  return undefined;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadFault } from './load-fault.ts';

/** Every misuse is written with one of these; most dag files have none, and parsing is slow. */
const WORTH_PARSING =
  /!\s*[\w$(]|[!=]=|&&|\|\||\?\?|\?\s|\b(?:if|for|while|switch|Date|random|randomUUID|performance)\b/;

/** Warnings about references used as values, from the text of the files; runs none of it. */
export async function warnOfMisuse(
  root: string,
  files: readonly string[],
): Promise<readonly LoadFault[]> {
  if (files.length === 0) return [];
  const faults: LoadFault[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
    if (!WORTH_PARSING.test(text)) continue;
    // The parser takes a fifth of a second to load, which few folders have to pay.
    const { findMisuse } = await import('./misuse/find-misuse.ts');
    for (const misuse of tolerant(() => findMisuse(file, text))) {
      faults.push({ severity: 'warning', file, ...misuse });
    }
  }
  return faults;
}

/** Text too deep for the parser's stack gives no warnings; the check of the file itself speaks up. */
function tolerant<T>(look: () => readonly T[]): readonly T[] {
  try {
    return look();
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

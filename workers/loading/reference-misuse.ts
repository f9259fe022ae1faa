import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadFault } from './load-fault.ts';

/** Warnings about references used as values, from the text of the files; runs none of it. */
export async function warnOfMisuse(
  root: string,
  files: readonly string[],
): Promise<readonly LoadFault[]> {
  if (files.length === 0) return [];
  // The parser takes a fifth of a second to load, which only a check has to pay.
  const { findMisuse } = await import('./misuse/find-misuse.ts');
  const faults: LoadFault[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8').catch(() => '');
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

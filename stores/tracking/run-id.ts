import { createHash } from 'node:crypto';

/** The tracking run of a task instance in one generation of its dag run: 32 hex digits. */
export function taskRunId(
  instance: { readonly dagId: string; readonly runId: string; readonly path: string },
  generation: number,
): string {
  return idOf(['task', instance.dagId, instance.runId, instance.path, String(generation)]);
}

/** The tracking run of a whole dag run, the parent of those of its task instances. */
export function dagRunId(dagId: string, runId: string): string {
  return idOf(['dag run', dagId, runId]);
}

/** No two lists of parts make one text: each part is preceded by its length. */
function idOf(parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

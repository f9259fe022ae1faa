/** Chunks of one attempt's log lie under its log key, numbered from 1, in byte order. */
export function chunkKey(logKey: string, number: number): string {
  return `${chunkPrefix(logKey)}${String(number).padStart(8, '0')}.jsonl`;
}

export function chunkPrefix(logKey: string): string {
  return logKey.endsWith('/') ? logKey : `${logKey}/`;
}

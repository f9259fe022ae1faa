/** A server that asks for more than this is asked again all the same. */
const LONGEST_MS = 24 * 3_600_000;

/** When a server wants to be asked again: HTTP's `Retry-After`, seconds or a date. */
export function retryAfter(header: string | null, nowMs: number): Date | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const at = /^\d+$/.test(text) ? nowMs + Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at) || at <= nowMs) return undefined;
  return new Date(Math.min(at, nowMs + LONGEST_MS));
}

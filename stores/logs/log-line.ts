import type { Json } from '../../dsl/plan/json.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of an attempt's log. `source` says who wrote it: author's code, the engine, a stream. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly source: 'task' | 'engine' | 'stdout' | 'stderr';
  readonly message: string;
  readonly data?: Json;
}

/** The stored form of a line, or undefined for text that is none. */
export function parseLogLine(text: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLogLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLogLine(value: unknown): value is LogLine {
  if (typeof value !== 'object' || value === null) return false;
  const { time, level, source, message } = value as { readonly [key: string]: unknown };
  return [time, level, source, message].every((field) => typeof field === 'string');
}

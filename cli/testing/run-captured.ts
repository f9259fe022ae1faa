import { runCli } from '../run-cli.ts';
import type { Terminal } from '../terminal.ts';

/** What one command line printed and how it ended. */
export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function runCaptured(
  args: readonly string[],
  site: Partial<Pick<Terminal, 'env' | 'cwd' | 'isTty'>> = {},
): Promise<Captured> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    isTty: false,
    env: {},
    cwd: '/',
    ...site,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** As a golden file keeps it: times, durations and addresses of this run taken out, widths kept. */
export function golden({ code, out, err }: Captured): string {
  const text = [
    ...(out === '' ? [] : [out]),
    ...(err === '' ? [] : ['--- standard error', err]),
    `--- exit ${code}`,
  ].join('\n');
  return `${text
    .replace(
      /\d{4}-\d\d-\d\d(T| )\d\d:\d\d:\d\d(\.\d+)?Z/g,
      (_, gap: string, ms = '') => `2026-01-01${gap}00:00:00${String(ms).replace(/\d/g, '0')}Z`,
    )
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '00000000-0000-4000-8000-000000000000')
    .replace(/(not valid JSON): .*/g, '$1: <what the JSON parser of this Node says>')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8080')}\n`;
}

import { readFileSync } from 'node:fs';

/** One line that a task body wrote outside the engine. */
export interface LedgerLine {
  readonly event: 'begin' | 'end';
  readonly run: string;
  readonly label: string;
  readonly attempt: number;
  readonly at: number;
  readonly pid: number;
}

/** All whole lines; a body killed within its write leaves at most one broken last line. */
export function readLedger(file: string): LedgerLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as LedgerLine]; // the bodies write exactly this shape
      } catch {
        return [];
      }
    });
}

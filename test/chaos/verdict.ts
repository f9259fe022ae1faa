import type { Stores } from '../../stores/stores.ts';
import type { LedgerLine } from './ledger.ts';

/** Bodies per run of dag `chaos`: first, wide x 3, heavy, device, large. */
export const INSTANCES: readonly {
  readonly label: string;
  readonly path: string;
  readonly times: number;
}[] = [
  { label: 'first', path: 'first', times: 1 },
  { label: 'wide', path: 'wide[0]', times: 3 },
  { label: 'heavy', path: 'heavy', times: 1 },
  { label: 'device', path: 'device', times: 1 },
  { label: 'large', path: 'large', times: 1 },
];

export interface Faults {
  /** Instances of a successful run whose body never came to its end. */
  readonly missing: number;
  /** Bodies begun after the database held their instance's completion. */
  readonly repeated: number;
  /** Bodies that ended more often than their instance: killed between end and completion. */
  readonly redone: number;
}

/** Compares what the bodies wrote themselves with what the engine says of one run. */
export async function judgeRun(
  stores: Stores,
  dagId: string,
  runId: string,
  ledger: readonly LedgerLine[],
): Promise<Faults> {
  const rows = await stores.runs.listInstances(dagId, runId);
  const mine = ledger.filter((line) => line.run === runId);
  let missing = 0;
  let repeated = 0;
  let redone = 0;
  for (const { label, path, times } of INSTANCES) {
    const ends = mine.filter((line) => line.label === label && line.event === 'end').length;
    missing += Math.max(0, times - ends);
    redone += Math.max(0, ends - times);
    // For the map all three must be complete before a further begin counts against us.
    const done = rows.filter(
      (row) => row.path.replace(/\[\d+\]$/, '') === path.replace(/\[\d+\]$/, ''),
    );
    const lastEnd = Math.max(...done.map((row) => row.endedAt?.getTime() ?? 0));
    repeated += mine.filter(
      (line) => line.label === label && line.event === 'begin' && line.at > lastEnd,
    ).length;
  }
  return { missing, repeated, redone };
}

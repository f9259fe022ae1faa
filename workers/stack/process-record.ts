import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { identifyProcess, stillRuns, type ProcessIdentity } from './process-identity.ts';

const Entry = z.object({
  name: z.string(),
  pid: z.int().positive(),
  startTime: z.string(),
  commandLine: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
});
type Entry = z.infer<typeof Entry>;

const ORPHAN_GRACE_MS = 8000;

/**
 * The processes of a stack, on disk, so that the next start can end what a killed one left behind.
 *
 * R1: nothing is ended unless number, start time and command line all equal what was recorded.
 */
export class ProcessRecord {
  readonly #file: string;
  readonly #entries = new Map<number, Entry>();

  constructor(home: string) {
    this.#file = join(home, 'processes.json');
  }

  /** Notes a process of ours, right after its start. */
  add(name: string, pid: number, stopSignal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): void {
    const identity = identifyProcess(pid);
    if (identity === undefined) return;
    this.#entries.set(pid, { name, stopSignal, ...identity });
    this.#write();
  }

  remove(pid: number): void {
    if (this.#entries.delete(pid)) this.#write();
  }

  /** The processes on record, which are those that run. */
  pids(): readonly number[] {
    return [...this.#entries.keys()];
  }

  /** SIGKILL to the group of every process on record, without waiting. */
  killAll(): void {
    for (const entry of this.#entries.values()) signalIfOurs(entry, 'SIGKILL', -entry.pid);
  }

  /** Ends what an earlier stack left running. @returns one line for each. */
  async endOrphans(): Promise<readonly string[]> {
    const left = this.#read().filter(stillRuns);
    const ended = await Promise.all(left.map(endOrphan));
    this.#write();
    return ended;
  }

  #read(): readonly Entry[] {
    const text = readIfThere(this.#file);
    if (text === undefined) return [];
    // A file that cannot be read proves nothing about any process.
    const parsed = z.array(Entry).safeParse(parseJson(text));
    return parsed.success ? parsed.data : [];
  }

  #write(): void {
    writePrivateFile(this.#file, `${JSON.stringify([...this.#entries.values()], null, 2)}\n`);
  }
}

async function endOrphan(orphan: Entry): Promise<string> {
  signalIfOurs(orphan, orphan.stopSignal);
  const limit = Date.now() + ORPHAN_GRACE_MS;
  while (stillRuns(orphan) && Date.now() < limit) await sleep(50);
  // The whole group: each part was started as the leader of its own.
  signalIfOurs(orphan, 'SIGKILL', -orphan.pid);
  return `Ended ${orphan.name} (${orphan.pid}), left behind by an earlier start.`;
}

function signalIfOurs(known: ProcessIdentity, signal: NodeJS.Signals, target = known.pid): void {
  if (!stillRuns(known)) return;
  try {
    process.kill(target, signal);
  } catch {
    // It ended in between.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from './private-file.ts';
import { identifyProcess, stillRuns } from './process-identity.ts';
import { StackError } from './stack-error.ts';

const Holder = z.object({
  pid: z.int().positive(),
  startTime: z.string(),
  commandLine: z.string(),
});

/**
 * One stack per home.
 *
 * L1: the lock appears by `link`, complete: nobody reads half of it, and only one start makes it.
 * L2: a lock whose holder no longer runs is moved aside before a new one is made; of two starts that
 * find it stale, one moves it and the other finds nothing to move.
 *
 * @returns the release.
 * @throws StackError when a living stack holds the home.
 */
export function lockHome(home: string): () => void {
  const file = join(home, 'stack.lock');
  const me = identifyProcess(process.pid);
  if (me === undefined) throw new Error('This process cannot read its own start time.');
  const mine = JSON.stringify(me);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (take(file, mine)) return () => release(file, mine);
    const held = readIfThere(file);
    if (held !== undefined) moveIfStale(file, held, home);
  }
  throw new StackError(`The lock ${file} could not be taken.`, 'Start again.');
}

function take(file: string, mine: string): boolean {
  const draft = besides(file);
  writeFileSync(draft, mine, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function moveIfStale(file: string, held: string, home: string): void {
  const holder = Holder.safeParse(safeJson(held));
  if (holder.success && stillRuns(holder.data)) {
    throw new StackError(
      `A stack runs on ${home} already (process ${holder.data.pid}).`,
      'Use it, stop it, or choose another folder with --home.',
    );
  }
  const aside = besides(file);
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // L2: what was moved may be a new lock, made since it was read: then it goes back.
  if (readFileSync(aside, 'utf8') !== held) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, mine: string): void {
  if (readIfThere(file) === mine) rmSync(file, { force: true });
}

function besides(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { type CheckEnd, CheckerProcess } from './checker-process.ts';
import type { LoadLimits } from './load-limits.ts';

/** A file in a shared process gets this long before it is checked alone, with the full limit. */
const SHARED_WALL_MS = 5_000;
/** Files of one process in turn; bounds what their modules add up to. */
const FILES_PER_PROCESS = 300;
/** Files checked alone side by side; they mostly wait, so more than there are cores. */
const ALONE_PARALLEL = 4;

/**
 * Checks many files in few processes.
 *
 * O1 Good files share a process in turn, because starting one costs more than a hundred files.
 * O2 A file whose result could come from its neighbours, or that is slow, is checked again alone in
 *    a fresh process; only that result counts. Files alone take no place of the others.
 * O3 The answers do not depend on the order of the files nor on their number.
 */
export async function checkFiles(
  files: readonly string[],
  limits: LoadLimits,
): Promise<ReadonlyMap<string, CheckEnd>> {
  const ends = new Map<string, CheckEnd>();
  const alone: Promise<void>[] = [];
  const slots = turnstile(ALONE_PARALLEL);
  const checkAlone = async (file: string): Promise<void> => {
    const leave = await slots();
    try {
      ends.set(file, await inFreshProcess(file, limits));
    } finally {
      leave();
    }
  };
  const queue = files[Symbol.iterator]();
  const lanes = Array.from({ length: Math.min(limits.parallel, files.length) }, () =>
    sharedLane(queue, limits, sharedWallMs(files.length, limits), (file, end) => {
      if (end === undefined) alone.push(checkAlone(file));
      else ends.set(file, end);
    }),
  );
  await Promise.all(lanes);
  await Promise.all(alone);
  return ends;
}

/** Where every file has a process to itself anyway, none waits for a slow one. */
function sharedWallMs(files: number, limits: LoadLimits): number {
  return files <= limits.parallel ? limits.wallMs : Math.min(limits.wallMs, SHARED_WALL_MS);
}

/** Takes files from the queue; tells `undefined` for those that need a process of their own. */
async function sharedLane(
  queue: IterableIterator<string>,
  limits: LoadLimits,
  wallMs: number,
  tell: (file: string, end: CheckEnd | undefined) => void,
): Promise<void> {
  let checker: CheckerProcess | undefined;
  let checked = 0;
  try {
    for (const file of queue) {
      if (checker === undefined || checker.ended || checked >= FILES_PER_PROCESS) {
        checker?.end();
        checker = new CheckerProcess(limits, { alone: false });
        checked = 0;
      }
      const end = await checker.check(file, wallMs);
      const certain = checked === 0 ? isCertainWhenFirst(end, wallMs, limits) : isCertain(end);
      checked += 1;
      tell(file, certain ? end : undefined);
    }
  } finally {
    checker?.end();
  }
}

/** O2: an outcome without doubtful faults is the same in any process. */
function isCertain(end: CheckEnd): boolean {
  return end.kind === 'checked' && !end.outcome.faults.some((fault) => fault.doubtful === true);
}

/** The first file of a process was alone in it; but where things were made is told only alone. */
function isCertainWhenFirst(end: CheckEnd, wallMs: number, limits: LoadLimits): boolean {
  if (end.kind === 'tooSlow') return wallMs === limits.wallMs;
  return end.kind !== 'checked' || !end.outcome.faults.some(({ code }) => code === 'LOAD008');
}

async function inFreshProcess(file: string, limits: LoadLimits): Promise<CheckEnd> {
  const checker = new CheckerProcess(limits, { alone: true });
  try {
    return await checker.check(file, limits.wallMs);
  } finally {
    checker.end();
  }
}

/** Lets `count` callers in at a time, in the order they came. */
function turnstile(count: number): () => Promise<() => void> {
  let free = count;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
}

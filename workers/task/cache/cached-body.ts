import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../dsl/plan/json.ts';
import type { PlanCache } from '../../../dsl/plan/plan-task-options.ts';
import type { CacheEntry, OutputCache } from '../../../stores/cache/output-cache.ts';
import { valueKey } from '../../../stores/objects/object-key.ts';
import type { BoundExpression, Output } from '../../../workflows/protocol/index.ts';
import type { AttemptScope } from '../attempt/attempt-scope.ts';
import type { BodyOutcome } from '../run-body.ts';
import { cacheKey } from './cache-key.ts';

/**
 * Z1 Of many attempts with one key, one runs its body at a time; the others wait and take what it
 *    made. One that fails, skips or dies lets the next one in.
 * Z2 An output whose object is gone is no output: its entry is dropped and it is made again.
 * Z3 The cache is a convenience: when it cannot be asked, the body runs.
 * Z4 `PERDURE_CACHE=off` leaves it out; `refresh` takes nothing that another run has made.
 */
const LEASE_MS = 30_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** Says whether the body is to run here. */
export type CacheTurn =
  | { readonly kind: 'hit'; readonly outcome: BodyOutcome }
  /** `end` keeps what the body made, or lets the next one in. */
  | { readonly kind: 'run'; end(outcome: BodyOutcome | undefined): Promise<void> };

export const UNCACHED: CacheTurn = { kind: 'run', end: async () => undefined };

/** Waits for a turn with the task's key. @throws when `stop` is aborted meanwhile. */
export async function cacheTurn(
  scope: AttemptScope,
  cache: PlanCache,
  input: BoundExpression,
  stop: AbortSignal,
): Promise<CacheTurn> {
  const { env = process.env, log } = scope.worker.deps;
  if (env['PERDURE_CACHE'] === 'off') return UNCACHED;
  try {
    const key = await cacheKey(scope.call, cache, input);
    const refresh = env['PERDURE_CACHE'] === 'refresh';
    return await turnWith(scope, cache, { key, owner: ownerOf(scope), refresh }, stop);
  } catch (error) {
    if (stop.aborted) throw error;
    log.warn({ err: error, path: scope.call.path }, 'The cache of outputs could not be asked');
    return UNCACHED;
  }
}

interface Ask {
  readonly key: string;
  readonly owner: string;
  readonly refresh: boolean;
}

async function turnWith(
  scope: AttemptScope,
  cache: PlanCache,
  ask: Ask,
  stop: AbortSignal,
): Promise<CacheTurn> {
  const { key, owner } = ask;
  const outputs = scope.worker.deps.stores.cache;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    stop.throwIfAborted();
    const answer = await outputs.begin(key, owner, LEASE_MS);
    if (answer.kind === 'fill') return filling(scope, outputs, cache, ask);
    if (answer.kind === 'hit') {
      if (await isUsable(scope, answer.entry, ask)) return hit(answer.entry);
      await outputs.drop(key);
    } else {
      await sleep(pauseMs, undefined, { signal: stop });
    }
  }
}

async function isUsable(
  { worker, call }: AttemptScope,
  { output, origin }: CacheEntry,
  { refresh }: Ask,
): Promise<boolean> {
  const isOurs = origin.dagId === call.run.dagId && origin.runId === call.run.runId;
  if (refresh && !isOurs) return false;
  const kept = outputOf(output);
  if (kept.kind !== 'blob') return true;
  return (await worker.objects.head(valueKey(kept.blob.sha256))) !== undefined;
}

function hit({ output, origin: { dagId, runId, path } }: CacheEntry): CacheTurn {
  const cachedFrom = `${dagId}/${runId} ${path}`;
  return { kind: 'hit', outcome: { kind: 'success', output: outputOf(output), cachedFrom } };
}

/** The cache keeps the protocol's Output as JSON, as `filling` wrote it. */
function outputOf(output: JsonObject): Output {
  return output as unknown as Output;
}

function filling(
  { worker, call, key: instance }: AttemptScope,
  outputs: OutputCache,
  { ttlMs }: PlanCache,
  { key, owner }: Ask,
): CacheTurn {
  const { log } = worker.deps;
  const note = (error: unknown): void =>
    log.warn({ err: error, path: call.path }, 'The cache of outputs could not be written');
  const extending = setInterval(
    () => void outputs.extend(key, owner, LEASE_MS).catch(note),
    LEASE_MS / 3,
  );
  const end = async (outcome: BodyOutcome | undefined): Promise<void> => {
    clearInterval(extending);
    if (outcome?.kind !== 'success') return outputs.release(key, owner).catch(note);
    const expiresAt = ttlMs === undefined ? null : new Date(Date.now() + ttlMs);
    // An Output is JSON by its own type; JsonObject asks for an index signature.
    const output = outcome.output as unknown as JsonObject;
    await outputs.fill(key, owner, { output, expiresAt, origin: instance }).catch(note);
  };
  return { kind: 'run', end };
}

function ownerOf({ key: { dagId, runId, path }, fence }: AttemptScope): string {
  return `${dagId}/${runId}/${path}/g${fence.generation}-a${fence.attempt}`;
}

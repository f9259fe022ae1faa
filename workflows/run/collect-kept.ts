import type { Output } from '../protocol/value.ts';
import { ownInstances } from './all-instances.ts';
import { factsOf } from './expression/facts-of.ts';
import { jsonSize } from './expression/json-size.ts';
import { parseInstancePath } from './instance-path.ts';
import type { Instance } from './instance.ts';
import type { Kept, KeptInstance, KeptShard } from './kept.ts';
import type { ShardPart } from './shards/shard.ts';
import { pathOf, type RunBook } from './run-book.ts';
import { isFinal } from './state.ts';

/** Larger values stay in the database under their instance's path: a reference is shorter. */
const INLINE_KEPT_BYTES = 200;

/** All that a run has of its started instances, in the plan's order: what another fold goes on from. */
export function collectKept(book: RunBook): Kept[] {
  const kept: Kept[] = [...book.kept.values()];
  for (const [path, slots] of book.dropped) {
    kept.push({ path, state: 'inFlight', dropped: true, slots });
  }
  for (const instance of ownInstances(book)) {
    const each = instance.node.started ? keptOf(book, instance) : undefined;
    if (each !== undefined) kept.push(each);
    for (const part of instance.inside?.shards ?? []) kept.push(...keptPart(instance, part));
  }
  return kept;
}

/** What was skipped in one piece has nothing to keep. */
function keptPart(
  map: Instance,
  { shard, state, end, verbs, slots, stopping }: ShardPart,
): readonly KeptShard[] {
  const part = { path: pathOf(map), state: 'shard', shard, verbs } as const;
  if (state === 'inFlight') {
    return [{ ...part, as: 'inFlight', slots, ...(stopping ? { stopping } : {}) }];
  }
  if (state === 'ended') return end === undefined ? [] : [{ ...part, as: 'ended', end }];
  return [{ ...part, as: 'waiting' }];
}

function keptOf(book: RunBook, instance: Instance): KeptInstance | undefined {
  const { state, reason, output, stopped } = instance;
  const path = pathOf(instance);
  if (isFinal(state)) {
    return {
      path,
      state,
      ...(output === undefined ? {} : { output }),
      ...(reason === undefined ? {} : { reason }),
    };
  }
  if (!book.inFlight.has(path)) return undefined;
  return { path, state: 'inFlight', as: state, ...(stopped === undefined ? {} : { stopped }) };
}

/** The same as it travels: large values are left where they are, with what control flow reads. */
export function travelling(book: RunBook, kept: readonly Kept[]): readonly Kept[] {
  return kept.map((each) =>
    each.state === 'inFlight' || each.state === 'shard' || each.output === undefined
      ? each
      : { ...each, output: lighter(book, each.path, each.output) },
  );
}

/** An output as it travels. */
export function lighter(book: RunBook, path: string, output: Output): Output {
  if (output.kind !== 'inline' || jsonSize(output.value) <= INLINE_KEPT_BYTES) return output;
  const node = book.plan.byId.get(parseInstancePath(path).taskId);
  return { kind: 'stored', facts: factsOf(node?.plan.facts ?? [], output.value) };
}

import type { Json } from '../../dsl/plan/json.ts';
import type { Stores } from '../../stores/stores.ts';
import type { EngineActivities, Turn } from '../../workflows/dag-run/engine-activities.ts';
import { ENGINE_ACTIVITY } from '../../workflows/protocol/names.ts';
import { admitTick } from './admit-tick.ts';
import { finishRun } from './finish-run.ts';
import { messageOfInstance, messagesOfEnd, type CallbackSite } from './messages-of-end.ts';
import { finishShard, loadShard, storeInput } from './finish-shard.ts';
import { resolveOfRun } from './instance-values.ts';
import { keepRun } from './keep-run.ts';
import { prepareChild, type PlanOf } from './prepare-child.ts';
import { recordControl } from './record-control.ts';
import { reopenRun } from './reopen-run.ts';
import { loadPlan, loadText } from './stored-text.ts';
import { awaitEvent, endWait, openApproval } from './waits.ts';

/** The engine's side of a run: see `EngineActivities` for what each promises. */
export function createEngineActivities(
  stores: Stores,
  now: () => Date,
  planOf: PlanOf = () => undefined,
  callbacks: CallbackSite = {},
): EngineActivities {
  return {
    [ENGINE_ACTIVITY.admitTick]: (tick) => admitTick(stores, tick, now()),
    [ENGINE_ACTIVITY.awaitTurn]: ({ dagId, runId, maxActiveRuns }: Turn) =>
      stores.runs.tryStart(dagId, runId, maxActiveRuns),
    [ENGINE_ACTIVITY.loadPlan]: (source) => loadPlan(stores.objects, source),
    [ENGINE_ACTIVITY.loadText]: (part) => loadText(stores.objects, part),
    [ENGINE_ACTIVITY.finishRun]: async (finish) => {
      const messages = messagesOfEnd(finish, planOf(finish.dagId), callbacks.build ?? null);
      const result = await finishRun(stores, finish, now(), messages);
      if (messages.length > 0) callbacks.onMessage?.();
      return result;
    },
    [ENGINE_ACTIVITY.reopenRun]: (reopen) => reopenRun(stores, reopen),
    [ENGINE_ACTIVITY.keepRun]: (keep) => keepRun(stores, keep),
    [ENGINE_ACTIVITY.recordControl]: (record) => recordControl(stores, record),
    // JSON by its plan: expressions over JSON, an absent value as null.
    [ENGINE_ACTIVITY.resolveInput]: async (asked) =>
      ((await resolveOfRun(stores, asked, asked.input)) ?? null) as Json,
    [ENGINE_ACTIVITY.prepareChild]: (child) => prepareChild(stores, planOf, child, now()),
    [ENGINE_ACTIVITY.awaitEvent]: (wait) => awaitEvent(stores, wait),
    [ENGINE_ACTIVITY.openApproval]: (approval) => openApproval(stores, approval),
    [ENGINE_ACTIVITY.endWait]: (end) => endWait(stores, end, now()),
    [ENGINE_ACTIVITY.storeInput]: (input) => storeInput(stores, input),
    [ENGINE_ACTIVITY.loadShard]: (shard) => loadShard(stores, shard),
    [ENGINE_ACTIVITY.finishShard]: (finish) => finishShard(stores, finish),
    [ENGINE_ACTIVITY.tellCallback]: async (told) => {
      await stores.outbox.write([messageOfInstance(told, callbacks.build ?? null)]);
      callbacks.onMessage?.();
    },
  };
}

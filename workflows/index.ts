import { workflowInfo } from '@temporalio/workflow';
import { dagRun } from './dag-run/dag-run.ts';
import { SHARD_WORKFLOW } from './protocol/names.ts';
import type { RunInput, RunOutcome } from './protocol/run-input.ts';
import type { ShardStart } from './protocol/shard-input.ts';
import type { ShardEnd } from './run/index.ts';
import { shard } from './shard/shard.ts';

/**
 * The workflow bundle. Its default export handles every workflow type, so that the type shown in
 * Temporal is the dag's id; the one type that no dag can have is a shard of a map.
 */
export default function workflow(input: RunInput | ShardStart): Promise<RunOutcome | ShardEnd> {
  // Whoever starts a type gives it its own input.
  return workflowInfo().workflowType === SHARD_WORKFLOW
    ? shard(input as ShardStart)
    : dagRun(input as RunInput);
}

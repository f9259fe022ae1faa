import type { Json } from '../../dsl/plan/json.ts';
import type { Fact } from '../../dsl/plan/plan.ts';
import type { ObjectStore } from '../../stores/objects/object-store.ts';
import type { Stores } from '../../stores/stores.ts';
import type { BoundExpression, Output } from '../../workflows/protocol/index.ts';
import type { Loose } from '../../workflows/run/index.ts';
import { bindInstances, BlobReader, TASK_LIMITS } from '../task/index.ts';
import { resolveInput } from '../task/value/resolve-input.ts';
import { storeOutput } from '../task/value/store-output.ts';

/** The value of an expression of a run, with what lies in the database and the object store. */
export async function resolveOfRun(
  stores: Stores,
  { dagId, runId }: { readonly dagId: string; readonly runId: string },
  expression: BoundExpression,
): Promise<Loose> {
  const bound = await bindInstances(expression, (path) => outputOf(stores, dagId, runId, path));
  const blobs = new BlobReader(stores.objects);
  return resolveInput(bound, (blob) => blobs.read(blob));
}

/** As the output of an instance: inline when small, with the facts its plan asks for. */
export async function outputOfValue(
  objects: ObjectStore,
  value: Json,
  facts: readonly Fact[],
  path: string,
): Promise<Output> {
  return storeOutput(value, {
    subject: `The value of "${path}"`,
    facts,
    objects,
    limits: TASK_LIMITS,
  });
}

async function outputOf(
  stores: Stores,
  dagId: string,
  runId: string,
  path: string,
): Promise<Output | undefined> {
  const row = await stores.runs.getInstance({ dagId, runId, path });
  // The row keeps the protocol's Output as JSON, as the worker wrote it.
  return (row?.output ?? undefined) as unknown as Output | undefined;
}

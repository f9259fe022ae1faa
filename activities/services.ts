import type { AuditStore } from '../stores/audit/audit-store.ts';
import type { ModelRegistry } from '../stores/registry/model-registry.ts';
import type { ObjectStore } from '../stores/objects/object-store.ts';
import type { RunStore } from '../stores/runs/run-store.ts';

/**
 * What the ready-made tasks reach besides the public `TaskContext`: the stores and who they are.
 * The worker puts it on every context under this symbol; author code has no name for it.
 */
export const SERVICES = Symbol.for('perdure.services');

export interface Services {
  readonly objects: ObjectStore;
  readonly models: ModelRegistry;
  /** What a task did that people must be able to see later; who and in which run is filled in. */
  readonly audit: Pick<AuditStore, 'record'>;
  /** Runs and their instances, to look at; a task in a process of its own has none. */
  readonly runs?: Pick<RunStore, 'getRun' | 'listRuns' | 'getInstance'>;
  readonly instance: { readonly dagId: string; readonly runId: string; readonly path: string };
  readonly planHash: string;
  /** Device and backend of the worker, for the record: `cpu` / `wasm`, … */
  readonly device: { readonly name: string; readonly backend: string };
  /** Base URL and token of the inference server, when one is configured. */
  readonly inference?: { readonly url: string; readonly token: string };
}

/** @throws Error when the context was not made by a worker or by `dag.test()`. */
export function servicesOf(context: object): Services {
  const services: unknown = Reflect.get(context, SERVICES);
  if (services === undefined) {
    throw new Error(
      'This task needs the stores of a worker. Run it in a dag run or with `perdure dags test`.',
    );
  }
  // Only the worker and dag.test() write under this symbol, and both write a Services.
  return services as Services;
}

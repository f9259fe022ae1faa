import type { CompiledPlan } from '../../../dsl/plan/plan.ts';
import type { SourcePlace } from '../../../dsl/runtime/dag-runtime.ts';

/** What the parent asks of a checking process: one file at a time. */
export interface CheckRequest {
  readonly perdure: 'check';
  readonly id: number;
  /** Absolute path. */
  readonly file: string;
  /** Bytes of JSON that the plans of the file may take. */
  readonly planBytes: number;
  /** Bytes that the file may write to stdout and stderr. */
  readonly outputBytes: number;
}

/** What a checking process tells. The `perdure` field sets it apart from messages of author code. */
export type CheckMessage =
  | { readonly perdure: 'ready' }
  /** The event loop still turns; its absence tells a busy loop from a wait. */
  | { readonly perdure: 'tick' }
  | { readonly perdure: 'checked'; readonly id: number; readonly outcome: FileOutcome }
  /** `process.exit()` was called while a file was loading. */
  | { readonly perdure: 'exiting'; readonly code: number; readonly at?: SourcePlace };

export interface FileOutcome {
  readonly dags: readonly FoundDag[];
  readonly faults: readonly FoundFault[];
  /** True when the process is no longer as it was: no other file may be checked in it. */
  readonly dirty: boolean;
}

export interface FoundDag {
  readonly plan: CompiledPlan;
  readonly places: { readonly [nodeId: string]: SourcePlace };
}

/** A fault as the process saw it: with an absolute path, and only if it is not the checked file. */
export interface FoundFault {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly at?: SourcePlace;
  readonly dagId?: string;
  readonly place?: string;
  readonly expected?: string;
  readonly mend?: string;
  /** True when something loaded earlier in the same process could be the cause. */
  readonly doubtful?: boolean;
}

export function isCheckMessage(message: unknown): message is CheckMessage {
  return typeof message === 'object' && message !== null && 'perdure' in message;
}

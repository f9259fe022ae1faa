import type { Json, JsonObject } from '../../dsl/plan/json.ts';

/** Questions to people, and their answers: what lists and screens show. The run decides. */
export interface ApprovalStore {
  /** Idempotent by instance and generation. */
  open(approval: NewApproval): Promise<void>;
  /** One person's answer; the newest of a person counts. Refused (false) once closed. */
  answer(key: ApprovalKey, answer: ApprovalAnswer): Promise<boolean>;
  close(key: ApprovalKey, outcome: 'approved' | 'rejected' | 'failed' | 'withdrawn'): Promise<void>;
  get(key: ApprovalKey): Promise<ApprovalRow | undefined>;
  /** Newest first. */
  list(filter: {
    readonly dagId?: string;
    readonly runId?: string;
    readonly open?: boolean;
    readonly limit?: number;
  }): Promise<readonly ApprovalRow[]>;
}
export interface ApprovalKey {
  readonly dagId: string;
  readonly runId: string;
  readonly path: string;
  readonly generation: number;
}
export interface NewApproval extends ApprovalKey {
  readonly subject: string;
  readonly detail: Json;
  /** JSON Schema of the answer. */
  readonly form: JsonObject;
  readonly assignees: readonly string[];
  readonly approvers: number;
  readonly deadline: Date | null;
  readonly openedAt: Date;
}
export interface ApprovalAnswer {
  readonly by: string;
  readonly decision: 'approved' | 'rejected';
  readonly answer: JsonObject;
  readonly at: Date;
}
export interface ApprovalRow extends NewApproval {
  readonly outcome: 'approved' | 'rejected' | 'failed' | 'withdrawn' | null;
  readonly answers: readonly ApprovalAnswer[];
}

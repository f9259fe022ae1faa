import type { Schemas } from './api/client.ts';
import type { WorkerFlags } from '../workers/roles/index.ts';
import type { OutputFormat } from './output/structured.ts';

/** The options of commands, as Commander hands them over. */
export interface OutputOptions {
  readonly output: OutputFormat;
}
export interface GraphOptions extends OutputOptions {
  readonly mermaid?: true;
}
export interface TriggerOptions extends OutputOptions {
  readonly conf?: string;
  readonly runId?: string;
  readonly logicalDate?: string;
  readonly wait?: true;
}
export interface TestOptions extends OutputOptions {
  readonly conf?: string;
  readonly logicalDate?: string;
  readonly dags: string;
  readonly script?: string;
}
export interface LogOptions extends OutputOptions {
  readonly task?: string;
  readonly try?: number;
  readonly follow?: true;
}
export interface ListDagsOptions extends OutputOptions {
  readonly tag?: string;
}
export interface ListRunsOptions extends OutputOptions {
  readonly state?: Schemas['DagRun']['state'];
  readonly limit: number;
}
export interface ShowModelOptions extends OutputOptions {
  readonly version?: number;
  readonly alias?: string;
  readonly lineage?: true;
}
export interface MoveAliasOptions extends OutputOptions {
  readonly alias: string;
}
export interface PromoteModelOptions extends MoveAliasOptions {
  readonly version?: number;
}
export interface ApproveModelOptions extends OutputOptions {
  readonly reject?: true;
  readonly reason?: string;
}
export interface ShowExperimentOptions extends OutputOptions {
  readonly filter?: string;
  readonly orderBy?: string;
  readonly limit: number;
}
export interface ReasonOptions extends OutputOptions {
  readonly reason?: string;
}
export interface AroundOptions extends ReasonOptions {
  readonly upstream?: true;
  readonly downstream?: true;
  readonly dryRun?: true;
}
export interface ClearOptions extends AroundOptions {
  readonly run?: string;
  readonly task?: readonly string[];
  readonly onlyFailed?: true;
  readonly keepCheckpoints?: true;
  readonly latest?: true;
  readonly yes?: true;
}
export interface MarkOptions extends AroundOptions {
  readonly state: 'success' | 'failed' | 'skipped';
}
export interface RetryOptions extends ReasonOptions {
  readonly all?: true;
  readonly keepCheckpoints?: true;
  readonly latest?: true;
  readonly dryRun?: true;
  readonly wait?: true;
}
export interface ListApprovalsOptions extends OutputOptions {
  readonly dag?: string;
  readonly all?: true;
}
export interface AnswerOptions extends ReasonOptions {
  readonly approve?: true;
  readonly reject?: true;
  readonly answer?: string;
}
export interface SendEventOptions extends OutputOptions {
  readonly id?: string;
  readonly payload?: string;
  readonly time?: string;
}
export interface ListEventsOptions extends OutputOptions {
  readonly source?: string;
  readonly limit: number;
}
export interface AuditOptions extends OutputOptions {
  readonly dag?: string;
  readonly run?: string;
  readonly limit: number;
}
export interface ReproduceOptions extends OutputOptions {
  readonly changed?: boolean;
}
export interface VerifyOptions extends OutputOptions {
  readonly last: number;
}
export interface MigrateOptions {
  readonly down?: number;
}
export interface DevOptions {
  readonly dags: string;
  readonly home: string;
  readonly port?: number;
  readonly watch: boolean;
  readonly device: 'auto' | 'cpu';
}
export type WorkerOptions = WorkerFlags;

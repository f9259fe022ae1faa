import type { Schemas } from './api/client.ts';

/** The options of commands, as Commander hands them over. */
export interface OutputOptions {
  readonly output: 'table' | 'json';
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
export interface WorkerOptions {
  readonly queue: readonly string[];
  readonly dags: string;
  readonly device: 'auto' | 'cpu';
}

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

import { setTimeout as sleep } from 'node:timers/promises';
import { answered, apiClient, type ApiClient, type Schemas } from '../api/client.ts';
import { CliError } from '../cli-error.ts';
import type { LogOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { printable } from '../output/table.ts';
import { clockText } from '../output/words.ts';
import { parseRunName, type RunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';

type Instance = Schemas['TaskInstance'];
type Line = Schemas['Log']['lines'][number];

/** Where reading of one try stands. */
interface Reading {
  after: string | undefined;
  finished: boolean;
}

const POLL_MS = 1_000;

/** `runs logs`: of one task instance or of all; with `--follow` until the run ends. */
export async function runsLogs(
  terminal: Terminal,
  text: string,
  options: LogOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const name = parseRunName(text);
  const readings = new Map<string, Reading>();
  for (;;) {
    const over = (await runOf(api, name)).end_date !== null;
    const instances = await instancesOf(api, name, options.task);
    for (const instance of instances) {
      for (const tryNumber of triesOf(instance, options)) {
        await readOn({ terminal, api, name, options, readings }, instance, tryNumber);
      }
    }
    if (options.follow !== true || over) break;
    await sleep(POLL_MS);
  }
  const silent = [...readings.values()].every(({ after }) => after === undefined || after === '0');
  if (silent) terminal.err('Nothing was logged.');
}

interface LogSite {
  readonly terminal: Terminal;
  readonly api: ApiClient;
  readonly name: RunName;
  readonly options: LogOptions;
  readonly readings: Map<string, Reading>;
}

async function readOn(site: LogSite, instance: Instance, tryNumber: number): Promise<void> {
  const key = `${instance.path} ${tryNumber}`;
  const reading = site.readings.get(key) ?? { after: undefined, finished: false };
  site.readings.set(key, reading);
  while (!reading.finished) {
    const log = await logPage(site, instance.path, tryNumber, reading.after);
    reading.after = log.next;
    reading.finished = log.finished;
    for (const line of log.lines) show(site, instance, tryNumber, line);
    if (log.lines.length === 0) return;
  }
}

function logPage(
  { api, name }: LogSite,
  path: string,
  tryNumber: number,
  after: string | undefined,
): Promise<Schemas['Log']> {
  return answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{path}/logs/{try_number}', {
      params: {
        path: { ...name, path, try_number: String(tryNumber) },
        query: after === undefined ? {} : { after },
      },
    }),
  );
}

function show(
  { terminal, options }: LogSite,
  instance: Instance,
  tryNumber: number,
  line: Line,
): void {
  if (options.output !== 'table') {
    const row = { path: instance.path, try_number: tryNumber, ...line };
    terminal.out(options.output === 'yaml' ? structured([row], 'yaml') : JSON.stringify(row));
    return;
  }
  const { data, stack } = splitStack(line.data);
  const level = line.level.toUpperCase().padEnd(5);
  const who = options.task === undefined ? `${instance.path}#${tryNumber}  ` : '';
  terminal.out(
    `${clockText(line.time)}  ${level}  ${who}${printable(line.message)}${printable(data)}`,
  );
  for (const frame of stack) terminal.out(`    ${printable(frame)}`);
}

/** The stack of a task's error reads better as lines; whatever else a line carries stays JSON. */
function splitStack(data: unknown): { readonly data: string; readonly stack: readonly string[] } {
  if (data === undefined) return { data: '', stack: [] };
  if (typeof data !== 'object' || data === null || !('stack' in data)) {
    return { data: `  ${JSON.stringify(data)}`, stack: [] };
  }
  const { stack, ...rest } = data;
  if (!Array.isArray(stack)) return { data: `  ${JSON.stringify(data)}`, stack: [] };
  const others = Object.keys(rest).length === 0 ? '' : `  ${JSON.stringify(rest)}`;
  return { data: others, stack: stack.map(String) };
}

function triesOf({ try_number: last }: Instance, options: LogOptions): readonly number[] {
  if (options.try !== undefined) return options.try <= last ? [options.try] : [];
  // Who follows wants every try from now on; who looks back wants the one that counted.
  if (options.follow === true) return Array.from({ length: last }, (_, index) => index + 1);
  return last === 0 ? [] : [last];
}

function runOf(api: ApiClient, path: RunName): Promise<Schemas['DagRun']> {
  return answered(api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}', { params: { path } }));
}

async function instancesOf(
  api: ApiClient,
  path: RunName,
  task: string | undefined,
): Promise<readonly Instance[]> {
  const { task_instances: all } = await answered(
    api.GET('/api/v1/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', { params: { path } }),
  );
  if (task === undefined) return all;
  const wanted = all.filter((instance) => instance.path === task || instance.task_id === task);
  if (wanted.length > 0 || all.length === 0) return wanted;
  throw new CliError(`The run has no task instance "${task}".`, {
    exitCode: 2,
    mend: `It has: ${all
      .slice(0, 20)
      .map((instance) => instance.path)
      .join(', ')}.`,
  });
}

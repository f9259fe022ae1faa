import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Dag } from '../../dsl/index.ts';
import { exportedDags } from '../../workers/loading/child/exported-dags.ts';
import { loadDagFolder, type LoadedFolder } from '../../workers/loading/index.ts';
import { ParamsError, testDag, type DagTest } from '../../workers/testing/index.ts';
import { CliError, type ExitCode } from '../cli-error.ts';
import type { TestOptions } from '../command-options.ts';
import { isFile, requirePath } from '../dag-files.ts';
import { structured } from '../output/structured.ts';
import { printable, table } from '../output/table.ts';
import { durationText } from '../output/words.ts';
import { readTestScript, type TestScript } from '../test-script.ts';
import { parseConf } from '../parse-conf.ts';
import type { Terminal } from '../terminal.ts';
import { isoDate } from './dags-trigger.ts';

/** `dags test`: 1 when the run failed, or the file has faults. */
export async function dagsTest(
  terminal: Terminal,
  name: string,
  options: TestOptions,
): Promise<ExitCode> {
  const conf = parseConf(options.conf);
  const script = options.script === undefined ? {} : readTestScript(terminal, options.script);
  const { dag, dags } = await findDag(terminal, name, options);
  const quiet = options.output !== 'table';
  const started = performance.now();
  const run = await tested({ dag, conf, options, more: { ...script, dags } }, (line) => {
    if (!quiet) terminal.out(line);
  });
  const seconds = (performance.now() - started) / 1000;
  if (quiet) terminal.out(structured(run, options.output));
  else terminal.out(summary(dag.id, run, seconds));
  return run.state === 'success' ? 0 : 1;
}

async function findDag(terminal: Terminal, name: string, options: TestOptions): Promise<FoundDag> {
  const file = isFile(terminal, name);
  const path = resolve(terminal.cwd, file ? name : options.dags);
  requirePath(path);
  const folder = await loadDagFolder(path);
  const found = folder.dags.find(({ runtime }) => file || runtime.plan.id === name);
  if (found === undefined) throw notLoaded(name, file, folder);
  const root = file ? dirname(path) : folder.path;
  // Loaded a moment ago, so these imports are answered from Node's cache.
  const files = [...new Set(folder.dags.map((each) => each.file))];
  const modules = await Promise.all(
    files.map((each) => import(pathToFileURL(join(root, each)).href) as Promise<object>),
  );
  const dags = modules.flatMap((module): readonly Dag<never, unknown>[] => exportedDags(module));
  const dag = dags.find(({ id }) => id === found.runtime.plan.id);
  if (dag === undefined) throw new CliError(`${found.file} exports dag "${name}" no more.`);
  return { dag, dags: dags.filter((each) => each !== dag) };
}

/** A dag, and the others of its folder, which it may start. */
interface FoundDag {
  readonly dag: Dag<never, unknown>;
  readonly dags: readonly Dag<never, unknown>[];
}

function notLoaded(name: string, file: boolean, folder: LoadedFolder): CliError {
  const faults = folder.errors.map(({ file: at, message }) => `${at}: ${message}`);
  if (file) return new CliError(`${name} cannot be run.`, { details: faults });
  const known = folder.dags.map(({ runtime }) => runtime.plan.id).join(', ');
  return new CliError(`There is no dag "${name}" in ${folder.path}.`, {
    exitCode: faults.length > 0 ? 1 : 2,
    details: faults,
    ...(known === '' ? {} : { mend: `Its dags: ${known}.` }),
  });
}

interface Tested {
  readonly dag: Dag<never, unknown>;
  readonly conf: object;
  readonly options: TestOptions;
  readonly more: TestScript & Pick<FoundDag, 'dags'>;
}

async function tested(
  { dag, conf, options, more }: Tested,
  say: (line: string) => void,
): Promise<DagTest<unknown>> {
  const date = options.logicalDate;
  try {
    // The params come from the command line and are parsed by the dag's own schema.
    return await testDag(dag as Dag<object, unknown>, {
      params: conf,
      ...more,
      ...(date === undefined ? {} : { logicalDate: isoDate(date) }),
      onEvent: ({ path, state, reason }) =>
        say(`${path}  ${state}${reason === undefined ? '' : `  ${printable(reason)}`}`),
    });
  } catch (error) {
    if (!(error instanceof ParamsError)) throw error;
    throw new CliError(`The conf does not fit the params of dag "${dag.id}".`, {
      exitCode: 2,
      details: error.issues,
    });
  }
}

function summary(dagId: string, run: DagTest<unknown>, seconds: number): string {
  const rows = run.instances.map((instance) => [
    instance.path,
    instance.state,
    String(instance.tries),
    instance.error?.message ?? instance.reason ?? '',
  ]);
  return [
    '',
    table(['task', 'state', 'tries', 'why'], rows),
    '',
    `${dagId}: ${run.state} in ${durationText(seconds)}.`,
  ].join('\n');
}

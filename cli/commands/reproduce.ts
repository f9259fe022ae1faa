import { answered, apiClient } from '../api/client.ts';
import { CliError, type ExitCode } from '../cli-error.ts';
import type { ReproduceOptions } from '../command-options.ts';
import { compareManifests, isReproduced, type Manifest } from '../compare/compare-manifests.ts';
import { comparedText } from '../compare/compared-text.ts';
import { structured } from '../output/structured.ts';
import { parseRunName, runNameText } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from '../watch/watch-run.ts';
import { manifestOf } from './runs-manifest.ts';

/**
 * `reproduce`: makes a run again from the same code, params and logical date, and says whether the
 * same data sets and models came out, byte for byte. 1 when they did not.
 *
 * @throws CliError when the run has not succeeded, or the dag has changed since (unless `--changed`).
 */
export async function reproduce(
  terminal: Terminal,
  text: string,
  options: ReproduceOptions,
): Promise<ExitCode> {
  const api = apiClient(terminal);
  const before = await manifestOf(api, parseRunName(text));
  requireSame(before, options.changed === true);
  const quiet = options.output !== 'table';
  const body = { conf: before.conf, logical_date: before.logical_date };
  const run = await answered(
    api.POST('/api/v1/dags/{dag_id}/dagRuns', {
      ...{ params: { path: { dag_id: before.dag_id } }, body },
    }),
  );
  if (!quiet) terminal.out(`${runNameText(run)} started.`);
  const end = await watchRun(terminal, api, run, { quiet });
  const compared = compareManifests(before, await manifestOf(api, run));
  const reproduced = end.state === 'success' && isReproduced(compared);
  if (quiet) {
    const { dag_id, dag_run_id, state } = end;
    const answer = { dag_id, dag_run_id, state, reproduced, ...compared };
    terminal.out(structured(answer, options.output));
  } else terminal.out(`\n${comparedText(compared)}\n\n${verdict(reproduced, end.state)}`);
  return reproduced ? 0 : 1;
}

function requireSame(before: Manifest, changed: boolean): void {
  const name = runNameText(before);
  if (before.state !== 'success') {
    throw new CliError(`Run "${name}" is ${before.state}: there is nothing to make again.`, {
      mend: 'Name a run that has succeeded, as `perdure runs list --state success` shows them.',
    });
  }
  const [plan, build] = [before.current_plan_hash, before.current_build];
  const isSame = plan === before.plan_hash && (before.build === null || build === before.build);
  if (isSame || changed) return;
  throw new CliError(
    `The dag has changed since "${name}" ran: plan ${short(before.plan_hash)}, build ${short(before.build)}; now plan ${short(plan)}, build ${short(build)}.`,
    { mend: 'Deploy the code of that build, or give --changed to see what the new code makes.' },
  );
}

const short = (hash: string | null): string => hash?.slice(0, 12) ?? 'none';

function verdict(reproduced: boolean, state: string): string {
  if (state !== 'success') return `Not reproduced: the new run is ${state}.`;
  return reproduced
    ? 'Reproduced: every data set and every model has the same hash.'
    : 'Not reproduced: a data set or a model differs.';
}

import { apiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import { compareManifests } from '../compare/compare-manifests.ts';
import { comparedText } from '../compare/compared-text.ts';
import { structured } from '../output/structured.ts';
import { parseRunName } from '../run-name.ts';
import type { Terminal } from '../terminal.ts';
import { manifestOf } from './runs-manifest.ts';

/** `runs compare`: what two runs were made from and what they made, side by side. */
export async function runsCompare(
  terminal: Terminal,
  a: string,
  b: string,
  options: OutputOptions,
): Promise<void> {
  const api = apiClient(terminal);
  const names = [parseRunName(a), parseRunName(b)] as const;
  const compared = compareManifests(
    await manifestOf(api, names[0]),
    await manifestOf(api, names[1]),
  );
  const quiet = options.output !== 'table';
  terminal.out(quiet ? structured(compared, options.output) : comparedText(compared));
}

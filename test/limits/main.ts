import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourceFolder, startCluster, type ChaosCluster } from '../chaos/cluster.ts';
import { cancelTrial } from './cancel-trial.ts';
import { FULL, SHORT } from './limit-case.ts';
import { peakMemory } from './peak-memory.ts';
import { playCase } from './play-case.ts';

/**
 * `npm run test:limits`: runs as large as the engine promises to take, on a real server with its
 * ordinary settings. `--short` is the form that CI runs: the same ways with few items, cut small.
 * `--only map` plays the cases whose names begin so.
 */
const short = process.argv.includes('--short');
const only = process.argv[process.argv.indexOf('--only') + 1];
const wanted = process.argv.includes('--only') ? (only ?? '') : '';
const home = mkdtempSync(join(tmpdir(), 'perdure-limits-'));
const cluster = await startCluster(home, {
  dags: sourceFolder(import.meta.url, 'dags'),
  dagId: 'limit_plan',
  workers: { worker: ['--queue', 'engine', '--queue', 'cpu'] },
  ports: { temporal: 18_233, postgres: 16_432 },
});
try {
  const faults: string[] = [];
  for (const limit of short ? SHORT : FULL) {
    if (!limit.name.startsWith(wanted)) continue;
    faults.push(...(await playCase(cluster, limit)));
    await tellMemory(cluster);
  }
  if ('cancel'.startsWith(wanted)) {
    faults.push(...(await (short ? cancelTrial(cluster, 400, 50) : cancelTrial(cluster, 20_000))));
  }
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? 'limits: passed' : `limits: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await cluster.stop();
  if (process.exitCode === 0) rmSync(home, { recursive: true, force: true });
  else console.log(`Logs and data are kept in ${home}`);
}
process.exit();

async function tellMemory({ fleet }: ChaosCluster): Promise<void> {
  const peak = await peakMemory(fleet.process('worker').pid);
  if (peak !== undefined) console.log(`  worker: ${peak} MiB at its peak so far`);
}

import { arch, cpus, release, totalmem } from 'node:os';
import type { CaseResult, ServerResult } from './measure-server.ts';
import type { PeerRow } from './peers.ts';
import { median, quantile } from './statistics.ts';

/** The table of bench/RESULTS.md. */
export function resultsMarkdown(
  servers: readonly ServerResult[],
  peers: readonly PeerRow[],
  repeats: number,
): string {
  return [
    `Date: ${new Date().toISOString().slice(0, 10)} · Node ${process.version} · ${cpus().length} cores (${cpus()[0]?.model ?? arch()}) · ${Math.round(totalmem() / 2 ** 30)} GiB · Linux ${release()} · ${repeats} interleaved repeats, first round dropped`,
    ...servers.flatMap(serverTable),
    ...peerTable(peers),
  ].join('\n');
}

function serverTable({ name, cases, memory }: ServerResult): string[] {
  return [
    '',
    `### ${name}`,
    '',
    '| work | hand-written, median (p95) ms | Perdure, median (p95) ms | ratio of medians | goal | processor ms a task |',
    '| --- | --- | --- | --- | --- | --- |',
    ...cases.map(row),
    '',
    '| process | RSS MiB | peak MiB |',
    '| --- | --- | --- |',
    ...memory.map(({ process, rss, peak }) => `| ${process} | ${rss} | ${peak} |`),
  ];
}

function row({ work, raw, perdure, processorMs }: CaseResult): string {
  const ratio = median(perdure) / median(raw);
  const verdict = ratio <= work.goal ? '' : ' (missed)';
  return `| ${work.name} | ${figures(raw)} | ${figures(perdure)} | ${ratio.toFixed(2)} | ≤ ${work.goal}${verdict} | ${processorMs.raw.toFixed(2)} → ${processorMs.perdure.toFixed(2)} |`;
}

function figures(times: readonly number[]): string {
  return `${median(times).toFixed(0)} (${quantile(times, 0.95).toFixed(0)})`;
}

function peerTable(peers: readonly PeerRow[]): string[] {
  if (peers.length === 0) return [];
  return [
    '',
    '### Peers, same machine, same no-op work',
    '',
    '| engine | work | median ms | repeats |',
    '| --- | --- | --- | --- |',
    ...peers.map(
      (peer) => `| ${peer.engine} | ${peer.work} | ${peer.medianMs.toFixed(0)} | ${peer.repeats} |`,
    ),
  ];
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../statistics.ts';
import { ownFit, type TreeFit } from './own-trees.ts';
import { treeCases, type TreeCase } from './tree-cases.ts';

/** One line of the table: seconds of every repeat. */
export interface TreeResult {
  readonly work: TreeCase;
  readonly own: readonly TreeFit[];
  readonly peer: readonly TreeFit[];
}

/**
 * Fits every case by ours and by scikit-learn in turn, on all cores both, each in one process that
 * lives through the run; the first fit of each counts as warming up. Undefined where scikit-learn is
 * not installed (bench/peers/install.sh).
 */
export async function treesAgainstSklearn(repeats: number): Promise<TreeResult[] | undefined> {
  const python = process.env.PERDURE_SKLEARN_PYTHON ?? resolve('.cache/peers/sklearn/bin/python');
  if (!existsSync(python)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'perdure-trees-'));
  const script = resolve('bench/ml/sklearn_trees.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  try {
    await lines.next();
    const results: TreeResult[] = [];
    for (const work of treeCases()) {
      const task = writeTask(folder, work);
      const [own, peer]: [TreeFit[], TreeFit[]] = [[], []];
      for (let repeat = 0; repeat <= repeats; repeat += 1) {
        own.push(await ownFit(work));
        child.stdin.write(`${task}\n`);
        const answer = await lines.next();
        if (answer.done === true) throw new Error('scikit-learn ended early.');
        peer.push(JSON.parse(answer.value) as TreeFit); // the script's own line
      }
      const result = { work, own: own.slice(1), peer: peer.slice(1) };
      console.error(`  ${treeRow(result)}`);
      results.push(result);
    }
    return results;
  } finally {
    child.stdin.end();
    await once(child, 'close');
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeTask(folder: string, { model, data, trees }: TreeCase): string {
  const [features, targets] = [join(folder, 'features'), join(folder, 'targets')];
  writeFileSync(features, data.features.values);
  writeFileSync(targets, data.targets);
  const { columns } = data.features;
  return JSON.stringify({ model, trees, features, targets, columns, trainRows: data.trainRows });
}

/** A table in Markdown. */
export function treesMarkdown(results: readonly TreeResult[]): string {
  return [
    '| fit | data | scikit-learn, s | Perdure, s | ratio | accuracy or R² of both |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map(treeRow),
  ].join('\n');
}

function treeRow({ work, own, peer }: TreeResult): string {
  const [ours, theirs] = [secondsOf(own), secondsOf(peer)];
  const name = `${work.model}, ${work.trees} ${work.model.includes('boost') ? 'rounds' : 'trees'}`;
  const scores = [peer, own].map((fits) => fits[0]?.score.toFixed(3)).join(' / ');
  const times = `${theirs.toFixed(2)} | ${ours.toFixed(2)} | ${(ours / theirs).toFixed(2)}`;
  return `| ${name} | ${work.data.name} | ${times} | ${scores} |`;
}

function secondsOf(fits: readonly TreeFit[]): number {
  return median(fits.map(({ seconds }) => seconds));
}

// Run by itself: `node dist/bench/ml/trees-against-sklearn.js [repeats]`.
if (
  process.argv[1] !== undefined &&
  import.meta.url.endsWith(process.argv[1].replace(/^.*\//, ''))
) {
  const results = await treesAgainstSklearn(Number(process.argv[2] ?? 5));
  console.log(results === undefined ? 'scikit-learn is not installed.' : treesMarkdown(results));
}

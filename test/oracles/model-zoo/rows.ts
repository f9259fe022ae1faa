import { readFileSync, writeFileSync } from 'node:fs';
import { ZOO_SETS } from '../../../examples/model-zoo/zoo-sets.ts';
import type { Column } from '../../../ml/data/table.ts';
import { splitRows } from '../../../ml/splits/split-rows.ts';

/**
 * Writes rows.json: which rows of each data set the zoo trains on and judges by, so that make.py
 * gives scikit-learn the same ones.
 *
 *     npx tsx test/oracles/model-zoo/rows.ts && python make.py
 */
const SHARES = { train: 0.68, validation: 0.1, holdout: 0.2, unseen: 0.02 };
const cut = Object.entries(ZOO_SETS).map(([name, { file, problem, how }]) => {
  const url = new URL(`../../../examples/model-zoo/${file}`, import.meta.url);
  const [header = '', ...lines] = readFileSync(url, 'utf8').trim().split('\n');
  const at = header.split(',').indexOf(problem.target);
  const cells = lines.map((line) => line.split(',')[at] ?? '');
  const column: Column = { name: problem.target, type: 'text', values: cells };
  const kind =
    how.by === 'rows'
      ? { kind: 'random' as const, seed: 7 }
      : { kind: 'stratified' as const, by: problem.target, seed: 7 };
  const { train, holdout } = splitRows({ rows: cells.length, columns: [column] }, kind, SHARES);
  return {
    name,
    file,
    target: problem.target,
    task: problem.task,
    train: [...train],
    holdout: [...holdout],
  };
});
writeFileSync(new URL('./rows.json', import.meta.url), `${JSON.stringify(cut)}\n`);

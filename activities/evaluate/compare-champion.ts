import { z } from 'zod';
import type { TaskContext } from '../../dsl/index.ts';
import type { Table } from '../../ml/data/table.ts';
import { mcNemar } from '../../ml/evaluation/mcnemar.ts';
import { scoreByName } from '../../ml/metrics/score-by-name.ts';
import type { Prediction } from '../../ml/model/model.ts';
import { decodeModel } from '../../ml/model/model-file.ts';
import { predict } from '../../ml/model/predict.ts';
import { readFile } from '../data/dataset-store.ts';
import { targetOf } from '../fit/target.ts';
import type { Problem } from '../problem/problem.ts';
import { servicesOf } from '../services.ts';
import { startBackend } from '../train/start-backend.ts';
import type { ChampionComparison } from './evaluation.ts';
import { scoreInputOf } from './measure.ts';

/** Of a version's lineage, the step that holds the trained model. */
const Chain = z.object({
  chain: z.array(z.object({ kind: z.string(), sha256: z.string(), uri: z.string().optional() })),
});

/**
 * The chosen model beside the version that the alias points at now, on the same rows: by the
 * problem's metric and, for classes, by McNemar's test. Null when there is no such version, or it
 * cannot be asked: registered from elsewhere, or for another target.
 */
export async function compareChampion(
  ctx: TaskContext,
  problem: Problem,
  alias: string,
  table: Table,
  said: Prediction,
): Promise<ChampionComparison | null> {
  const row = await servicesOf(ctx).models.getByAlias(problem.name, alias);
  if (row === undefined) return null;
  try {
    const step = Chain.parse(row.lineage).chain.find(({ kind }) => kind === 'candidate');
    if (step?.uri === undefined) throw new Error('its lineage names no trained model');
    const bytes = await readFile(ctx, { uri: step.uri, sha256: step.sha256, size: 0 });
    const model = decodeModel(bytes);
    if (model.estimator.kind === 'neural_net') await startBackend(ctx);
    const target = targetOf(table, problem.target, problem.task, model.classes);
    const old = await predict(model, table);
    const input = scoreInputOf(old, target);
    const score = scoreByName(problem.metric).compute(input);
    if (target.task === 'regression' || said.task !== 'classification') {
      const none = { onlyCandidate: 0, onlyChampion: 0, pValue: null };
      return { version: row.version, score, ...none };
    }
    const test = mcNemar(target.labels, said.labels, input.predicted ?? []);
    const { onlyFirst: onlyCandidate, onlySecond: onlyChampion, pValue } = test;
    return { version: row.version, score, onlyCandidate, onlyChampion, pValue };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    ctx.log.warn(`Version ${row.version} of ${problem.name} cannot be compared: ${why}`);
    return null;
  }
}

import {
  type dataVersion,
  type evaluate,
  exportOnnx,
  type ingestCsv,
  promote,
  registerModel,
  type split,
} from 'perdure/tasks';
import type { lookUpSet } from './look-up-set.ts';

/** What was made so far, as references. */
interface Made {
  readonly problem: ReturnType<typeof lookUpSet>['problem'];
  readonly raw: ReturnType<typeof ingestCsv>;
  readonly version: ReturnType<typeof dataVersion>;
  readonly parts: ReturnType<typeof split>;
  readonly gate: ReturnType<typeof evaluate>;
}
/** A type alias, so that it is a plain structure to the DSL. */
type Crowned = {
  readonly promoted: boolean;
  readonly score: Made['gate']['score'];
  readonly leaderboard: Made['gate']['leaderboard'];
  readonly version: ReturnType<typeof promote>['version'];
};

/** Packages the winner, registers it with the way back to the raw file, and makes it champion. */
export function crown({ problem, raw, version, parts, gate }: Made): Crowned {
  const model = exportOnnx({
    ...{ candidate: gate.best, holdout: parts.holdout, name: problem.name },
  });
  const registered = registerModel({
    ...{ model, metrics: gate.metrics, description: problem.statement },
    from: { raw, version, split: parts, candidate: gate.best, evaluation: gate },
  });
  const champion = promote({ model: registered, alias: 'champion' });
  const { score, leaderboard } = gate;
  return { promoted: true, score, leaderboard, version: champion.version };
}

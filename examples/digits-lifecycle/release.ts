import {
  type dataVersion,
  deploy,
  driftCheck,
  type evaluate,
  exportOnnx,
  type ingestCsv,
  promote,
  registerModel,
  scoreBatch,
  type split,
} from 'perdure/tasks';
import type { lookUpProblem } from './look-up-problem.ts';
import { shiftBatch } from './shift-batch.ts';

/** What the first half of the dag has made, as references. */
interface Judged {
  readonly problem: ReturnType<typeof lookUpProblem>['problem'];
  readonly raw: ReturnType<typeof ingestCsv>;
  readonly version: ReturnType<typeof dataVersion>;
  readonly parts: ReturnType<typeof split>;
  readonly gate: ReturnType<typeof evaluate>;
}

/** What the run returns, as references. A type alias, so that it is a plain structure to the DSL. */
type Released = {
  readonly promoted: boolean;
  readonly model: ReturnType<typeof registerModel>;
  readonly accuracy: Judged['gate']['score'];
  readonly url: ReturnType<typeof deploy>['url'];
  readonly scored: ReturnType<typeof scoreBatch>['rows'];
  readonly drift: Readonly<
    Record<'unshifted' | 'shifted', ReturnType<typeof driftCheck>['drifted']>
  >;
};

/** The second half: packages, registers, promotes and serves the winner, then watches its data. */
export function release({ problem, raw, version, parts, gate }: Judged): Released {
  const { target: label } = problem;
  const model = exportOnnx({
    candidate: gate.best,
    holdout: parts.holdout,
    name: problem.name,
  });
  const registered = registerModel({
    model,
    metrics: gate.metrics,
    from: { raw, version, split: parts, candidate: gate.best, evaluation: gate },
    description: problem.statement,
  });
  const champion = promote({ model: registered });
  const service = deploy({ model: registered }, { after: champion });
  const scored = scoreBatch(
    { data: parts.unseen, name: registered.name, version: registered.version },
    { after: service },
  );
  const reference = { reference: parts.train, label, numeric: { test: 'ks' as const } };
  const calm = driftCheck(
    { ...reference, current: parts.unseen },
    { id: 'drift_check_unshifted', after: scored },
  );
  const shifted = shiftBatch({ data: parts.unseen, label }, { after: scored });
  const moved = driftCheck({ ...reference, current: shifted }, { id: 'drift_check_shifted' });
  return {
    promoted: true,
    model: registered,
    accuracy: gate.score,
    url: service.url,
    scored: scored.rows,
    drift: { unshifted: calm.drifted, shifted: moved.drifted },
  };
}

// Champion against challenger on the same rows; a person decides when the difference is small.
import { z } from 'zod';
import { approval, branch, dag, runDag, task, template } from 'perdure';
import { Dataset, deploy, ModelVersion, notify } from './lifecycle-tasks.ts';
import { scoreAll } from './batch-scoring.ts';

const current = task({
  name: 'champion',
  output: ModelVersion,
  run: () => ({ uri: '', name: 'digits', version: 1 }),
});
const compare = task({
  name: 'compare',
  input: z.object({ champion: z.number(), challenger: z.number() }),
  output: z.object({
    outcome: z.enum(['better', 'close', 'worse']),
    delta: z.number(),
    interval: z.tuple([z.number(), z.number()]),
  }),
  run: ({ champion, challenger }) => ({
    outcome: 'close' as const,
    delta: challenger - champion,
    interval: [0, 1] as [number, number],
  }),
});

export const championChallenger = dag(
  { id: 'champion_challenger', params: { challenger: ModelVersion, data: Dataset } },
  ({ params }) => {
    const old = runDag(scoreAll, { model: current(), data: params.data }, { id: 'score_champion' });
    const fresh = runDag(
      scoreAll,
      { model: params.challenger, data: params.data },
      { id: 'score_challenger' },
    );
    const result = compare({ champion: old.accuracy, challenger: fresh.accuracy });
    return branch(result.outcome, {
      better: () => deploy({ model: params.challenger }),
      close: () => {
        const answer = approval({
          subject: template`Promote ${params.challenger.name}? Difference ${result.delta}.`,
          form: z.object({ canary: z.number().min(1).max(50) }),
          approvers: 2,
          timeout: '3d',
          onTimeout: 'rejected',
        });
        return branch(answer.decision, {
          approved: () => deploy({ model: params.challenger }, { id: 'deploy_approved' }),
          rejected: () =>
            notify(
              { text: template`Kept the champion; asked ${answer.answer.canary}% canary.` },
              { id: 'tell_rejected' },
            ),
        });
      },
      worse: () => notify({ text: 'Challenger is worse.' }, { id: 'tell_worse' }),
    });
  },
);

// approval: people answer a form, and the answer is a value to branch on.
import { z } from 'zod';
import { approval, branch, dag, task, template } from 'perdure';

const propose = task({
  name: 'propose',
  output: z.object({ model: z.string(), accuracy: z.number() }),
  run: () => ({ model: 'digits/7', accuracy: 0.97 }),
});
const release = task({
  name: 'release',
  input: z.object({ model: z.string(), share: z.number() }),
  output: z.string(),
  run: ({ model, share }) => `${model} serves ${share} % of the requests`,
});
const keep = task({ name: 'keep', output: z.string(), run: () => 'The old model stays.' });

export const asking = dag({ id: 'asking' }, () => {
  const proposed = propose();
  const answer = approval({
    subject: template`Release ${proposed.model}?`,
    detail: { accuracy: proposed.accuracy },
    form: z.object({ share: z.number().min(1).max(100) }),
    approvers: 1,
    timeout: '3d',
    onTimeout: 'rejected',
  });
  return branch(answer.decision, {
    approved: () => release({ model: proposed.model, share: answer.answer.share }),
    rejected: () => keep(),
  });
});

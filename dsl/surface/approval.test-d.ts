/* eslint-disable -- What the compiler accepts and refuses: compiled, never run; see types.test.ts. */
import { z } from 'zod';
import { approval, branch, template } from '../index.ts';
import { m, raw, train } from './fixtures.test-d.ts';

const ap = approval({
  subject: template`x ${m.acc}`,
  form: z.object({ canary: z.number() }),
  approvers: 2,
  onTimeout: 'rejected',
});
branch(ap.decision, {
  approved: () => train({ data: raw, lr: ap.answer.canary, layers: [] }),
  rejected: () => {},
});

// @ts-expect-error
approval({ subject: 'x', form: z.object({ c: z.number() }) }).answer.d;
// @ts-expect-error
approval({});
// @ts-expect-error
approval({ subject: 'x', onTimeout: 'skip' });

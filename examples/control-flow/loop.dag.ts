// repeat: one task again and again, from the state it returned last, until the condition holds.
import { z } from 'zod';
import { dag, lte, repeat, task } from 'perdure';

const State = z.object({ guess: z.number(), error: z.number(), steps: z.number().default(0) });

const newton = task({
  name: 'newton',
  input: z.object({ of: z.number(), from: State }),
  output: State,
  run: ({ of, from: { guess, steps } }) => {
    const next = (guess + of / guess) / 2;
    return { guess: next, error: Math.abs(next * next - of), steps: steps + 1 };
  },
});

export const loop = dag(
  { id: 'loop', params: { of: z.number().positive().default(2) } },
  ({ params }) => {
    const root = repeat(
      {
        state: State,
        initial: { guess: params.of, error: 1e9 },
        until: (state) => lte(state.error, 1e-9),
        maxIterations: 50,
      },
      (state) => newton({ of: params.of, from: state }),
      { id: 'root' },
    );
    return root.guess;
  },
);

import type { Trace } from '../fault/trace.ts';
import type { Frame } from './draft.ts';
import { currentFrame, raiseFault } from './slot.ts';

/** The frame a word is called in. Outside of every body there is none: that is the fault DAG001. */
export function enterWord(word: string, trace: Trace): Frame | undefined {
  const frame = currentFrame();
  if (frame !== undefined) return frame;
  raiseFault({
    code: 'DAG001',
    place: word,
    problem: `"${word}" was called outside the body of a dag.`,
    expected:
      'Words add to the dag whose body is being evaluated, and bodies are evaluated at once.',
    hint: 'Call it inside `dag({ … }, () => { … })`, not in a timer or after an await. To test a task alone, call `task.run(input, context)`.',
    trace,
  });
  return undefined;
}

import { setFlagsFromString } from 'node:v8';

/** Node's own. */
const FRAMES = 10;

/**
 * Makes an engine's worker so that errors in its workflow threads have no frames.
 *
 * The SDK takes the stack of every promise that a workflow makes, for its `__stack_trace` query, and
 * that is a good part of an engine's work; here the frames are the interpreter's, which tell an
 * author nothing. V8 reads the limit when a context is made, so it is back in place afterwards, and
 * tasks and their errors keep their stacks. `PERDURE_WORKFLOW_STACKS=on` keeps those of workflows.
 */
export async function withoutWorkflowStacks<T>(make: () => Promise<T>): Promise<T> {
  if (process.env['PERDURE_WORKFLOW_STACKS'] === 'on') return make();
  setFlagsFromString('--stack-trace-limit=0');
  try {
    return await make();
  } finally {
    setFlagsFromString(`--stack-trace-limit=${FRAMES}`);
  }
}

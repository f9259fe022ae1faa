import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { withoutWorkflowStacks } from './workflow-stacks.ts';

const framesOfNewContext = (): unknown => runInContext('Error.stackTraceLimit', createContext({}));

afterEach(() => {
  delete process.env['PERDURE_WORKFLOW_STACKS'];
});

describe('stacks of workflows', () => {
  it('are none in contexts made meanwhile; ours, and those made later, have theirs', async () => {
    const own = Error.stackTraceLimit;
    expect(await withoutWorkflowStacks(async () => framesOfNewContext())).toBe(0);
    expect(framesOfNewContext()).toBe(10);
    expect(Error.stackTraceLimit).toBe(own);
    await expect(withoutWorkflowStacks(() => Promise.reject(new Error('no')))).rejects.toThrow();
    expect(framesOfNewContext()).toBe(10);
  });

  it('stay where they are asked for', async () => {
    process.env['PERDURE_WORKFLOW_STACKS'] = 'on';
    expect(await withoutWorkflowStacks(async () => framesOfNewContext())).toBe(10);
  });
});

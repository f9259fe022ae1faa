export { testDag } from './test-dag.ts';
export type { TestDagOptions, TestDagArguments, TestMock, TestTime } from './test-options.ts';
export type { DagTest, TestedInstance, TestLogLine } from './dag-test.ts';
export { ParamsError } from './parse-params.ts';

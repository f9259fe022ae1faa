export { testDag } from './test-dag.ts';
export type {
  TestAnswer,
  TestDagArguments,
  TestDagOptions,
  TestEvent,
  TestIntervention,
  TestMock,
  TestOutcome,
  TestTime,
} from './test-options.ts';
export type {
  ChildTest,
  DagTest,
  TestCallback,
  TestedInstance,
  TestLogLine,
  TestMoment,
  TestWait,
} from './dag-test.ts';
export { ParamsError } from './parse-params.ts';

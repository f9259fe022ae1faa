import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { RunFacts } from './run-input.ts';

/** The search attributes of a dag run; their names and types are `SEARCH_ATTRIBUTES`. */
export const RUN_ATTRIBUTES = {
  dagId: defineSearchAttributeKey('DagId', 'KEYWORD'),
  dagRunId: defineSearchAttributeKey('DagRunId', 'KEYWORD'),
  dagState: defineSearchAttributeKey('DagState', 'KEYWORD'),
  runType: defineSearchAttributeKey('RunType', 'KEYWORD'),
  logicalDate: defineSearchAttributeKey('LogicalDate', 'DATETIME'),
};

/** The attributes a dag run starts with. */
export function attributesOf(run: RunFacts): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: RUN_ATTRIBUTES.dagId, value: run.dagId },
    { key: RUN_ATTRIBUTES.dagRunId, value: run.runId },
    { key: RUN_ATTRIBUTES.dagState, value: 'running' },
    { key: RUN_ATTRIBUTES.runType, value: run.runType },
    { key: RUN_ATTRIBUTES.logicalDate, value: new Date(run.logicalDate) },
  ]);
}

export { planMermaid, type GraphOptions } from './plan-mermaid.ts';
export { planTree } from './plan-tree.ts';
export { planMarkdown } from './plan-markdown.ts';
export { tallyByTask, type Tally, type TaskTallies } from './task-tally.ts';
export { taskCount } from './region-layout.ts';

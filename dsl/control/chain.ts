import { notBuilt } from '../not-built.ts';
import type { After } from '../task/task-options.ts';

/** Orders without data: each before the next. */
export function chain(...links: readonly After[]): void {
  void links;
  return notBuilt();
}

import type { TaskNode } from '../../dsl/plan/plan.ts';
import { bindInput } from './expression/bind-input.ts';
import { attempt } from './fail.ts';
import type { Instance } from './instance.ts';
import { moveTo, pathOf, type RunBook } from './run-book.ts';
import { scopeOf } from './scope-of.ts';
import { settle } from './settle.ts';

/** Hands a task instance to the driver, once. */
export function startTask(book: RunBook, instance: Instance, node: TaskNode): void {
  const input = attempt(instance, () => bindInput(node.input, scopeOf(book, instance.frame)));
  if (!input.ok) {
    settle(book, instance, input.ending);
    return;
  }
  const path = pathOf(instance);
  moveTo(book, instance, 'scheduled');
  book.inFlight.set(path, instance);
  const { mapIndex } = instance.frame;
  book.pending.schedules.push({
    instance,
    command: { type: 'schedule', path, node, mapIndex, input: input.value },
  });
}

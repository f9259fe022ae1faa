import type { z } from 'zod';
import type { TriggerRule } from '../plan/trigger-rule.ts';
import type { NoAny, Ref } from '../reference/reference.ts';
import type { Inputs } from '../reference/wire.ts';
import type { TaskContext } from './task-context.ts';
import type { CallOptions, SensorCallOptions } from './task-options.ts';

/** A task. Calling it inside a dag body adds it to the graph; `run` is its plain function, for unit tests. */
export interface Task<I, O> {
  <R extends TriggerRule = 'all_success'>(input: Inputs<I, R>, options?: CallOptions<R, O>): Ref<O>;
  readonly run: (input: never, context: TaskContext) => unknown;
}

/** A task whose inputs are all optional. */
export interface NoInputTask<I, O> {
  <R extends TriggerRule = 'all_success'>(
    input?: Inputs<I, R>,
    options?: CallOptions<R, O>,
  ): Ref<O>;
  readonly run: (input: never, context: TaskContext) => unknown;
}

/** The task that input schema I and output schema O make. */
export type TaskOf<I extends z.ZodType, O extends z.ZodType> =
  {} extends z.input<I>
    ? NoInputTask<z.input<I>, NoAny<z.output<O>>>
    : Task<z.input<I>, NoAny<z.output<O>>>;

/** A sensor: called like a task, and its call may say how often it asks. */
export interface Sensor<I, O> {
  <R extends TriggerRule = 'all_success'>(
    input: Inputs<I, R>,
    options?: SensorCallOptions<R, O>,
  ): Ref<O>;
  readonly run: (input: never, context: TaskContext) => unknown;
}

/** A sensor whose inputs are all optional. */
export interface NoInputSensor<I, O> {
  <R extends TriggerRule = 'all_success'>(
    input?: Inputs<I, R>,
    options?: SensorCallOptions<R, O>,
  ): Ref<O>;
  readonly run: (input: never, context: TaskContext) => unknown;
}

/** The sensor that input schema I and output schema O make. */
export type SensorOf<I extends z.ZodType, O extends z.ZodType> =
  {} extends z.input<I>
    ? NoInputSensor<z.input<I>, NoAny<z.output<O>>>
    : Sensor<z.input<I>, NoAny<z.output<O>>>;

/** The input schema of a task that declares none. */
export type NoInput = z.ZodObject<{}>;

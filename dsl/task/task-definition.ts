import type { z } from 'zod';
import type { JsonSchema } from '../plan/json.ts';
import type { Shape } from '../reference/shape.ts';
import type { PokeSettings } from './read-poke.ts';
import type { TaskSettings } from './task-settings.ts';

/** A task as its author defined it, checked. */
export interface TaskDefinition {
  readonly name: string;
  readonly kind: 'task' | 'sensor';
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
  readonly outputShape: Shape;
  readonly settings: TaskSettings;
  readonly outlets: readonly string[];
  readonly run: (input: never, context: never) => unknown;
  /** How a sensor asks, as far as its definition says; a task says nothing. */
  readonly poke?: PokeSettings;
}

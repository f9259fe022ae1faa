import type { z } from 'zod';
import { notBuilt } from '../not-built.ts';
import type { Source } from './source.ts';

/** Something told from outside (webhook, REST, CLI), each event id taken once. */
export function event<T extends z.ZodType>(definition: {
  name: string;
  payload: T;
}): Source<z.output<T>> {
  void definition;
  return notBuilt();
}

import type { z } from 'zod';
import { notBuilt } from '../not-built.ts';
import type { Asset } from './source.ts';

/** Names data that tasks write and dags wait for. */
export function asset<T extends z.ZodType>(definition: {
  name: string;
  uri: string;
  payload: T;
  doc?: string;
}): Asset<z.output<T>> {
  void definition;
  return notBuilt();
}

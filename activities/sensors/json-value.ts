import { z } from 'zod';

/** Any JSON. */
export const JsonValue = z.json();
export type JsonValue = z.infer<typeof JsonValue>;

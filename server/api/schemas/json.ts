import { z } from 'zod';
import type { Json, JsonObject } from '../../../dsl/plan/json.ts';

/** Any JSON value. It came out of JSON or goes into it, so nothing is left to check. */
export const AnyJson = z.custom<Json>().meta({ description: 'Any JSON value.' });

/** Any JSON object. */
export const AnyObject = z
  .custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  .meta({ type: 'object', additionalProperties: true, description: 'Any JSON object.' });

export const Timestamp = z.string().meta({ format: 'date-time' });

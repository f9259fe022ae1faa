import { invalid } from '../tracking-error.ts';

/** Some of what was found, and how to ask for the rest. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}

/** How a page of results is asked for. */
export interface PageRequest {
  readonly maxResults?: number;
  readonly pageToken?: string;
}

/** How things are searched, in MLflow's words. */
export interface SearchRequest extends PageRequest {
  readonly filter?: string;
  readonly orderBy?: readonly string[];
}

/** How many results a token says were given before. @throws TrackingError for a token of no search. */
export function offsetOf(pageToken: string | undefined): number {
  if (pageToken === undefined || pageToken === '') return 0;
  const offset = Number(Buffer.from(pageToken, 'base64url').toString('latin1').slice(1));
  if (Number.isSafeInteger(offset) && offset > 0 && tokenOf(offset) === pageToken) return offset;
  throw invalid('The page token is not one that a search gave.');
}

/** One item more than `max` was read when there is a next page. */
export function pageOf<T>(read: readonly T[], offset: number, max: number): Page<T> {
  if (read.length <= max) return { items: read };
  return { items: read.slice(0, max), nextPageToken: tokenOf(offset + max) };
}

/** The wanted count of results, refused outside of 1 to `limit`. */
export function maxOf({ maxResults }: PageRequest, standard: number, limit: number): number {
  const max = maxResults ?? standard;
  if (Number.isSafeInteger(max) && max > 0 && max <= limit) return max;
  throw invalid(`Invalid value ${max} for max_results. It must be from 1 to ${limit}.`);
}

function tokenOf(offset: number): string {
  return Buffer.from(`o${offset}`, 'latin1').toString('base64url');
}

import type { RetryRule } from '../plan/plan-task-options.ts';
import { OptionReader, withoutUndefined, type OptionSite } from './option-reader.ts';

/** Reads rules by error type; a rule without `retry` retries. */
export function readRetryRules(
  rules: readonly unknown[] | undefined,
  site: OptionSite,
): readonly RetryRule[] | undefined {
  if (rules === undefined) return undefined;
  return rules.flatMap((rule, index) => {
    const given = typeof rule === 'object' && rule !== null ? rule : {};
    return readRule(given, { ...site, place: `${site.place}.retryRules[${index}]` });
  });
}

function readRule(rule: object, site: OptionSite): readonly RetryRule[] {
  const read = new OptionReader(rule, site);
  read.refuseUnknown(['on', 'retry', 'after']);
  read.refuseMissing('on', 'The type of the error, such as "RateLimited".');
  const on = read.text('on');
  const retry = read.boolean('retry') ?? true;
  const afterMs = read.duration('after');
  if (!retry && afterMs !== undefined) {
    read.contradicts('after', '"retry" is false', 'Leave one of the two out.');
  }
  return on === undefined ? [] : [{ on, retry, ...withoutUndefined({ afterMs }) }];
}

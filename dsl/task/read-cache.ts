import { OptionReader, withoutUndefined, type OptionSite } from './option-reader.ts';
import type { CacheSettings, TaskSettings } from './task-settings.ts';

const DEFAULTS: CacheSettings = { scope: 'dag', salt: '', version: '' };

/** Reads `cache`: true, false, or an object with what differs from the defaults. */
export function readCache(options: object, site: OptionSite): TaskSettings['cache'] {
  const { cache: given } = options as { readonly cache?: unknown };
  if (typeof given === 'boolean') return given && DEFAULTS;
  const asked = new OptionReader(options, site).object('cache');
  if (asked === undefined) return undefined;
  const read = new OptionReader(asked, { ...site, place: `${site.place}.cache` });
  read.refuseUnknown(['scope', 'salt', 'ttl', 'version']);
  return {
    ...DEFAULTS,
    ...withoutUndefined({
      scope: read.oneOf('scope', ['run', 'dag', 'global']),
      salt: read.text('salt'),
      ttlMs: read.duration('ttl', 'more'),
      version: read.text('version'),
    }),
  };
}

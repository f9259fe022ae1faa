/** What SQL's LIKE matches, as a regular expression: `%` any text, `_` any character, `\` quotes. */
export function likePattern(like: string, flags: '' | 'i'): RegExp {
  let source = '';
  for (let at = 0; at < like.length; at += 1) {
    const quoted = like[at] === '\\' && at + 1 < like.length;
    if (quoted) at += 1;
    const char = like[at] ?? '';
    // Runs of `%` are one: many of them would make the expression slow.
    if (!quoted && char === '%') source += source.endsWith('.*') ? '' : '.*';
    else if (!quoted && char === '_') source += '.';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }
  return new RegExp(`^${source}$`, `su${flags}`);
}

import type { Callback, TaskEvent } from '../../dsl/index.ts';
import { describeEvent } from './describe-event.ts';
import { postJson } from './post-json.ts';
import { readText, type SecretText } from './secret-text.ts';

export interface Slack {
  /** The address of an incoming webhook; whoever has it may post, so keep it as a secret. */
  readonly webhookUrl: SecretText;
  readonly channel?: string;
  readonly username?: string;
  /** Slack's own markup; what comes from the event is escaped already in `text`. */
  readonly text?: (event: TaskEvent) => string;
}

/** Slack cuts longer sections off with an error. */
const MOST_CHARACTERS = 2_900;

/**
 * Posts each event to Slack, or to what understands Slack's incoming webhooks.
 *
 * @example
 * ```ts
 * const tell = slack({ webhookUrl: { secret: 'slack-hook' }, channel: '#training' });
 * const flaky = task({ name: 'flaky', onFailure: tell, run: () => {} });
 * ```
 */
export function slack({ webhookUrl, channel, username, text = textOf }: Slack): Callback {
  return async (event, context) => {
    const message = text(event).slice(0, MOST_CHARACTERS);
    const body = {
      ...(channel !== undefined && { channel }),
      ...(username !== undefined && { username }),
      text: message,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: message } },
        { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(footOf(event)) }] },
      ],
    };
    await postJson(await readText(webhookUrl, context), body, {}, context);
  };
}

const ICONS: { readonly [state: string]: string } = {
  success: ':white_check_mark:',
  failed: ':x:',
  up_for_retry: ':repeat:',
  skipped: ':fast_forward:',
  running: ':arrow_forward:',
};

function textOf(event: TaskEvent): string {
  return `${ICONS[event.state] ?? ':information_source:'} ${escaped(describeEvent(event))}`;
}

function footOf({ run, logUrl }: TaskEvent): string {
  return [`logical date ${run.logicalDate}`, logUrl].filter((part) => part !== '').join(' · ');
}

/** The three characters that Slack's markup is made of. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Callback, CallbackContext, TaskEvent } from '../../dsl/index.ts';
import { describeEvent } from './describe-event.ts';
import { readText, type SecretText } from './secret-text.ts';

export interface SmtpServer {
  readonly host: string;
  /** 587 by default, 465 with `secure`. */
  readonly port?: number;
  /** TLS from the first byte, instead of by STARTTLS. */
  readonly secure?: boolean;
  readonly user?: SecretText;
  readonly password?: SecretText;
  /** Refuse a server without TLS; true by default where there is a password. */
  readonly requireTls?: boolean;
  /** Certificate of an authority of your own, in PEM. */
  readonly ca?: string;
}

export interface Email {
  readonly from: string;
  readonly to: string | readonly string[];
  readonly smtp: SmtpServer;
  readonly subject?: (event: TaskEvent) => string;
  readonly text?: (event: TaskEvent) => string;
}

const LIMIT_MS = 20_000;

/**
 * Sends an e-mail for each event. The message id is that of the event, so that mail servers and
 * readers know a repeat.
 *
 * @example
 * ```ts
 * const tell = email({
 *   from: 'perdure@example.org',
 *   to: 'ml@example.org',
 *   smtp: { host: 'smtp.example.org', user: 'perdure', password: { secret: 'smtp-password' } },
 * });
 * const flaky = task({ name: 'flaky', onFailure: tell, run: () => {} });
 * ```
 */
export function email(mail: Email): Callback {
  const { from, to, subject = subjectOf, text = textOf } = mail;
  return async (event, context) => {
    const transport = createTransport(await optionsOf(mail.smtp, context));
    const stop = (): void => transport.close();
    context.signal.addEventListener('abort', stop, { once: true });
    try {
      await transport.sendMail({
        from,
        to: typeof to === 'string' ? to : [...to],
        subject: subject(event).replace(/\s+/g, ' '),
        text: text(event),
        messageId: messageIdOf(context.messageId, from),
        headers: { 'auto-submitted': 'auto-generated' },
      });
    } finally {
      context.signal.removeEventListener('abort', stop);
      stop();
    }
  };
}

async function optionsOf(smtp: SmtpServer, context: CallbackContext): Promise<SmtpOptions> {
  const { host, secure = false, port = secure ? 465 : 587, user, password, ca } = smtp;
  const { requireTls = password !== undefined } = smtp;
  const options = {
    ...{ host, port, secure, requireTLS: requireTls && !secure },
    ...{ connectionTimeout: LIMIT_MS, greetingTimeout: LIMIT_MS, socketTimeout: LIMIT_MS },
    ...(ca !== undefined && { tls: { ca } }),
  };
  if (user === undefined || password === undefined) return options;
  const auth = { user: await readText(user, context), pass: await readText(password, context) };
  return { ...options, auth };
}

type SmtpOptions = Parameters<typeof createTransport>[0];

function subjectOf(event: TaskEvent): string {
  return `[${event.run.dagId}] ${event.taskId || 'run'} ${event.state}`;
}

function textOf(event: TaskEvent): string {
  const { run, logUrl } = event;
  const log = logUrl === '' ? [] : [`Log: ${logUrl}`];
  return [describeEvent(event), '', `Logical date: ${run.logicalDate}`, ...log, ''].join('\n');
}

/** Message ids are short and of few characters; events' are neither. */
function messageIdOf(messageId: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'perdure.invalid';
  return `<${createHash('sha256').update(messageId).digest('hex').slice(0, 40)}@${domain}>`;
}

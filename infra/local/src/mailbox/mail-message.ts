/** One received mail, as the mailbox shows it. */
export interface ReceivedMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** When it was received, as ISO time. */
  at: string;
}

type Headers = Map<string, string>;

/**
 * Reads a mail of the shop: plain text, HTML or both as alternatives, in UTF-8. It is no parser for any mail in the
 * world.
 * @param raw the message as bytes in latin1
 */
export function readMail(raw: string): Pick<ReceivedMail, 'subject' | 'text' | 'html'> {
  const { headers } = split(raw);
  return { subject: decodedWords(headers.get('subject') ?? ''), text: '', html: '', ...partsOf(raw) };
}

function partsOf(raw: string): { text?: string; html?: string } {
  const { headers, body } = split(raw);
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (boundary !== undefined) {
    const inner = body.split(`--${boundary}`).slice(1, -1);
    return Object.assign({}, ...inner.map((part) => partsOf(part.replace(/^\r?\n/, '')))) as object;
  }
  const content = decoded(body, headers.get('content-transfer-encoding') ?? '7bit').replace(/\r\n/g, '\n');
  return type.startsWith('text/html') ? { html: content } : { text: content };
}

function split(raw: string): { headers: Headers; body: string } {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end ? raw.slice(0, end.index) : raw;
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: new Map(headers), body: end ? raw.slice(end.index + end[0].length) : '' };
}

function decoded(body: string, encoding: string): string {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString();
  const bytes = encoding.toLowerCase() === 'quoted-printable' ? unquoted(body.replace(/=\r?\n/g, '')) : body;
  return Buffer.from(bytes, 'latin1').toString();
}

const unquoted = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** RFC 2047: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`. */
function decodedWords(subject: string): string {
  const joined = subject.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString()
      : Buffer.from(unquoted(text.replace(/_/g, ' ')), 'latin1').toString(),
  );
}

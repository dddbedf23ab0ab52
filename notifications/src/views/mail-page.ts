/** What a mail says, apart from its recipient. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

/** The parts of a mail that every mail has. */
export interface MailParts {
  subject: string;
  title: string;
  sentences: string[];
  /** A table of what was bought, or nothing. */
  table?: { text: string[]; html: string };
  /** The link that the mail is about. */
  action: { label: string; link: string };
  /** Why the reader gets it. */
  reason: string;
}

const STYLE = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; background: #f6f4ee; color: #1b221e; -webkit-text-size-adjust: 100%; }
  p, td, th, caption { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
  .preview { display: none; max-height: 0; overflow: hidden; }
  .outside { padding: 24px 12px; }
  .card { max-width: 560px; margin: 0 auto; overflow: hidden; background: #ffffff; border: 1px solid #dcd8cc; border-radius: 12px; }
  .brand { margin: 0; padding: 16px 24px; background: #17583b; color: #ffffff; font: 700 18px/1.3 Georgia, serif; }
  .inside { padding: 24px; }
  h1 { margin: 0 0 12px; font: 700 24px/1.25 Georgia, serif; }
  .inside p { margin: 0 0 12px; }
  table { width: 100%; margin: 20px 0 24px; border-collapse: collapse; }
  caption { padding: 0 0 8px; text-align: left; font-weight: 700; }
  td, th { padding: 10px 0; border-top: 1px solid #dcd8cc; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  th { border-top-width: 2px; font-weight: 700; }
  td.amount, th.amount { padding-left: 16px; text-align: right; white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
  .inside p.action { margin: 20px 0 24px; }
  a.button { display: inline-block; padding: 14px 24px; border-radius: 8px; background: #17583b; color: #ffffff; font-weight: 700; line-height: 1.25; text-decoration: none; }
  p.small { font-size: 14px; color: #555c57; overflow-wrap: anywhere; }
  .inside p.small:last-child { margin: 0; }
  p.small a { color: #17583b; }
  @media (max-width: 480px) {
    .outside { padding: 12px 8px; }
    .brand { padding: 14px 16px; }
    .inside { padding: 20px 16px; }
    a.button { display: block; text-align: center; }
  }
  @media (prefers-color-scheme: dark) {
    body { background: #141816; color: #eceae3; }
    .card { background: #1e2421; border-color: #3a423d; }
    .brand { background: #123d2a; color: #eceae3; }
    td, th { border-color: #3a423d; }
    a.button { background: #7fd0a5; color: #10241a; }
    p.small { color: #b4bab5; }
    p.small a { color: #7fd0a5; }
  }`;

/** A mail as text and as HTML that needs nothing from another host. */
export const mailOf = (parts: MailParts): MailText => ({
  subject: parts.subject,
  text: plain(parts),
  html: page(parts),
});

function plain({ title, sentences, table, action, reason }: MailParts): string {
  return [
    ...[title, '', ...sentences, ''],
    ...(table ? [...table.text, ''] : []),
    ...[`${action.label}: ${action.link}`, '', 'Open Market', reason, ''],
  ].join('\n');
}

function page({ title, sentences, table, action, reason }: MailParts): string {
  const link = escaped(action.link);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<div class="preview">${escaped(sentences[0] ?? '')}</div>
<div class="outside">
<div class="card">
<p class="brand">Open Market</p>
<div class="inside">
<h1>${escaped(title)}</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
${table?.html ?? ''}
<p class="action"><a class="button" href="${link}">${escaped(action.label)}</a></p>
<p class="small">If the button does not work, open <a href="${link}">${link}</a></p>
<p class="small">${escaped(reason)}</p>
</div>
</div>
</div>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

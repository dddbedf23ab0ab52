import { type Html, html } from './html';

/** The path below which the pages for developers are. */
export const SANDBOX_ROOT = '/sandbox';

const SECTIONS = [
  { name: 'Shop', path: '/' },
  { name: 'Logs', path: '/logs/' },
  { name: 'Events', path: '/events/' },
  { name: 'Dead letters', path: '/events/dead-letters/' },
  { name: 'Lag', path: '/events/lag/' },
  { name: 'Faults', path: '/faults/' },
];

/** A page for developers with the navigation of all of them. */
export function layout({ title, path, body }: { title: string; path: string; body: Html }): string {
  const links = SECTIONS.map(
    (section) =>
      html`<a href="${SANDBOX_ROOT}${section.path}" ${section.path === path && html`aria-current="page"`}
        >${section.name}</a
      >`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${SANDBOX_ROOT}/assets/style.css" />
        <script src="${SANDBOX_ROOT}/assets/script.js" defer></script>
      </head>
      <body>
        <header>
          <nav aria-label="Sandbox">${links}</nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.toString();
}

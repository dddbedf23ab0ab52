import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PageMarkup } from './markup';

const MODULES = path.resolve(__dirname, '../../../../node_modules');
const NEXT = require.resolve('next/dist/bin/next');
/** Longer than a page waits for its next round. */
const KEEP_ALIVE_MS = '120000';
const ENVIRONMENT = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;

/** A process that serves bare pages. */
export interface BareServer {
  pid: number;
  url: string;
  stop: () => void;
}

/** Turns markup into React's elements. */
const CREATE = `
import { createElement } from 'react';
export default function create(markup) {
  if (typeof markup === 'string') return markup;
  const [tag, attributes, ...kids] = markup;
  return tag === 'script'
    ? createElement(tag, { ...attributes, dangerouslySetInnerHTML: { __html: kids.join('') } })
    : createElement(tag, attributes, ...kids.map(create));
}
`;

/** A page that renders elements and asks nobody; each request renders it again. */
const pageOf = ({ body }: PageMarkup): string => `
import { createElement, Fragment } from 'react';
import create from '../create';
const BODY = ${JSON.stringify(body)};
export default () => createElement(Fragment, null, ...BODY.map(create));
export const getServerSideProps = async () => ({ props: {} });
`;

/** The document around each page, with the page's own elements of the head. */
const documentOf = (pages: Record<string, PageMarkup>): string => `
import { createElement } from 'react';
import Document, { Head, Html, Main, NextScript } from 'next/document';
import create from '../create';
const HEADS = ${JSON.stringify(Object.fromEntries(Object.entries(pages).map(([name, { head }]) => [`/${name}`, head])))};
export default class extends Document {
  render() {
    const head = createElement(Head, null, ...(HEADS[this.props.__NEXT_DATA__.page] ?? []).map(create));
    const body = createElement('body', null, createElement(Main), createElement(NextScript));
    return createElement(Html, null, head, body);
  }
}
`;

/** Builds a site of bare pages with the Next.js of the shop. @returns its folder, which goes with this process */
export function buildBareSite(pages: Record<string, PageMarkup>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bare-pages-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'pages'));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"bare","private":true}');
  writeFileSync(
    path.join(folder, 'next.config.mjs'),
    "export default { compress: false, outputFileTracingRoot: '/', turbopack: { root: '/' } };",
  );
  writeFileSync(path.join(folder, 'create.js'), CREATE);
  writeFileSync(path.join(folder, 'pages/_document.jsx'), documentOf(pages));
  for (const [name, markup] of Object.entries(pages))
    writeFileSync(path.join(folder, `pages/${name}.jsx`), pageOf(markup));
  symlinkSync(MODULES, path.join(folder, 'node_modules'));
  const options = { cwd: folder, encoding: 'utf8', env: ENVIRONMENT } as const;
  const build = spawnSync(process.execPath, [NEXT, 'build'], options);
  if (build.status !== 0) throw new Error(`next build failed: ${build.stderr}${build.stdout}`);
  return folder;
}

/** Serves a built site on a free port, at most until this process ends. */
export async function startBareSite(folder: string): Promise<BareServer> {
  const args = ['start', '--port', '0', '--hostname', '127.0.0.1', '--keepAliveTimeout', KEEP_ALIVE_MS];
  const server = spawn(process.execPath, [NEXT, ...args], {
    cwd: folder,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void server.kill();
  process.once('exit', stop);
  let printed = '';
  for await (const piece of server.stdout.iterator({ destroyOnReturn: false })) {
    printed += String(piece);
    const [, url] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed) ?? [];
    if (url && printed.includes('Ready')) return { pid: server.pid as number, url, stop };
  }
  throw new Error(`the bare site did not start: ${printed}`);
}

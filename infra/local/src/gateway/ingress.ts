import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { readBodyLimit } from './body-limit';

/** A path of the ingress and the Kubernetes Service behind it. */
export interface IngressPath {
  path: string;
  exact: boolean;
  backend: string;
}

/** What the gateway takes from the ingress: the names it answers to, its paths, longest first, and its limit. */
export interface IngressRoutes {
  hosts: string[];
  paths: IngressPath[];
  maxBodyBytes: number;
}

interface IngressDocument {
  kind?: string;
  metadata?: { annotations?: Record<string, string> };
  spec?: {
    rules?: {
      host?: string;
      http?: { paths?: { path?: string; pathType?: string; backend?: { service?: { name?: string } } }[] };
    }[];
  };
}

/**
 * Reads the routes from an Ingress manifest.
 * @throws UserError when it cannot be read, is no Ingress with paths, or has a limit that is none
 */
export async function readIngress(file: string): Promise<IngressRoutes> {
  let document: IngressDocument | null;
  try {
    document = parse(await readFile(file, 'utf8')) as IngressDocument | null;
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${messageOf(error).split('\n')[0]}`, 1);
  }
  const rules = document?.kind === 'Ingress' ? (document.spec?.rules ?? []) : [];
  const paths = rules
    .flatMap((rule) => rule.http?.paths ?? [])
    .map(({ path, pathType, backend }) => {
      const name = backend?.service?.name;
      if (path === undefined || name === undefined)
        throw new UserError(`${file}: a path without path or service name`, 1);
      return { path, exact: pathType === 'Exact', backend: name };
    });
  if (paths.length === 0) throw new UserError(`${file} is no Ingress with paths`, 1);
  return {
    hosts: [...new Set(rules.flatMap((rule) => rule.host ?? []))],
    paths: paths.sort((a, b) => b.path.length - a.path.length || Number(b.exact) - Number(a.exact)),
    maxBodyBytes: readBodyLimit(document?.metadata?.annotations),
  };
}

/** The backend of a request path as Kubernetes matches it: whole elements, the longest path first. */
export function backendOf(routes: IngressRoutes, pathname: string): string | undefined {
  return routes.paths.find(({ path, exact }) => {
    if (exact) return pathname === path;
    const prefix = path.replace(/\/$/, '');
    return pathname === prefix || pathname.startsWith(`${prefix}/`);
  })?.backend;
}

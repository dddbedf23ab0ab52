import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readStack } from '@ecommerce/e2e/stack';
import { withOwnShop } from '../own-shop';
import { fillShop } from '../requests/catalogue';
import { Load } from '../requests/load';
import { type BenchRoute, routesOf } from '../requests/routes';
import { asSvg, frameOf } from './flame-graph';
import { profileProcess } from './inspector';

const PROFILES = path.resolve(__dirname, '../../../../artifacts/profiles');
/** The first compile what runs often; they are not in the profile. */
const [WARM_UPS, PROFILED] = [1500, 3000];

/** Profiles the service of each hot route under load: artifacts/profiles gets the profile and a flame graph of each. */
export async function profileRoutes(): Promise<void> {
  mkdirSync(PROFILES, { recursive: true });
  await withOwnShop(async () => {
    for (const route of routesOf(await fillShop())) console.log(await profileRoute(route));
  });
}

/** @returns the path of the flame graph */
async function profileRoute({ name, service, ours }: BenchRoute): Promise<string> {
  const { pid, url } = readStack().services[service] as { pid: number; url: string };
  const load = new Load(url);
  try {
    await load.send(WARM_UPS, ours);
    const profile = await profileProcess(pid, () => load.send(PROFILED, (index) => ours(WARM_UPS + index)));
    const file = path.join(PROFILES, name.replace(/ \(.*/, '').replaceAll(' ', '-'));
    writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
    writeFileSync(`${file}.svg`, asSvg(frameOf(profile, `${name}, ${PROFILED} requests`)));
    return `${file}.svg`;
  } finally {
    load.close();
  }
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { missingPlaces } from '../new-service/places';
import { root } from '../repository';
import { services } from '../../../../services.cjs';

const read = (file: string): string | undefined =>
  existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : undefined;

describe('the list of services', () => {
  it('is what every file says that cannot read it', () => {
    expect(services.length).toBeGreaterThanOrEqual(5);
    expect(missingPlaces(services, read)).toEqual([]);
  });

  it('names each file and line that a forgotten service lacks', () => {
    const forgotten = { folder: 'ghosts', app: 'ghost', routes: '/api/ghosts', publishes: false };
    const missing = missingPlaces([forgotten], read);
    expect(missing).toContain('tsconfig.json lacks ghosts: { "path": "ghosts" },');
    expect(missing).toContain('infra/k8s/base/kustomization.yaml lacks ghosts: - ../ghost');
    expect(missing).toContain('ghosts/Dockerfile is missing');
  });
});

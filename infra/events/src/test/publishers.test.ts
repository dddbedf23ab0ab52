import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readServices } from '../../../../services.cjs';
import { REPOSITORY } from '../repository';

const publishers = readServices(REPOSITORY).flatMap(({ folder }) => {
  const location = path.join(REPOSITORY, folder, 'src/events/publishers');
  const files = existsSync(location) ? readdirSync(location).filter((file) => file.endsWith('.ts')) : [];
  return files.flatMap((file) => {
    const made = readFileSync(path.join(location, file), 'utf8').matchAll(/\bnew (\w+Publisher)\((.*)\)/g);
    return [...made].map(([, name = '', source = '']) => ({ name, source, folder }));
  });
});

it.each(publishers)('$name names its service in its events', ({ source, folder }) => {
  expect(source).toBe(`'${folder}'`);
});

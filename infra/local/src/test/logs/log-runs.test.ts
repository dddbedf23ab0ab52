import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LogRuns } from '../../logs/log-runs';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
beforeEach(() => mkdirSync(path.join(folder.path, 'logs')));

const log = (...names: string[]): string => path.join(folder.path, 'logs', ...names);
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 12, 30, 1));

it('puts the logs of the run before away under the time of its start', () => {
  const runs = new LogRuns(folder.path);
  runs.begin(day(1));
  writeFileSync(log('orders.log'), 'first\n');
  writeFileSync(log('orders.log.1'), 'older\n');
  runs.begin(day(2));
  expect(runs.list()).toEqual(['2026-01-01T12-30-01']);
  expect(existsSync(log('orders.log'))).toBe(false);
  const earlier = runs.folderOf('2026-01-01T12-30-01') ?? '';
  expect(readFileSync(path.join(earlier, 'orders.log'), 'utf8')).toBe('first\n');
  expect(readFileSync(path.join(earlier, 'orders.log.1'), 'utf8')).toBe('older\n');
});

it('keeps the five newest runs', () => {
  const runs = new LogRuns(folder.path);
  for (let number = 1; number <= 8; number += 1) {
    runs.begin(day(number));
    writeFileSync(log('orders.log'), `${number}\n`);
  }
  expect(runs.list().map((run) => run.slice(8, 10))).toEqual(['07', '06', '05', '04', '03']);
});

it('writes what is said about processes to the log of the supervisor', () => {
  const said: string[] = [];
  const runs = new LogRuns(folder.path);
  runs.begin(day(1));
  runs.noting((line) => said.push(line))('orders died (SIGKILL); starting it again');
  expect(said).toEqual(['orders died (SIGKILL); starting it again']);
  expect(JSON.parse(readFileSync(log('supervisor.log'), 'utf8'))).toEqual({
    level: 'warn',
    service: 'supervisor',
    msg: said[0],
    time: expect.any(String) as string,
  });
});

it('opens no folder that is no run', () => {
  const runs = new LogRuns(folder.path);
  runs.begin(day(1));
  expect(runs.folderOf()).toBe(log());
  for (const name of ['..', '../..', '2026-01-01T12-30-01', '/etc'])
    expect(runs.folderOf(name)).toBeUndefined();
});

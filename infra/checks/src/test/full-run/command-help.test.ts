import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../repository';

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The programs of our own behind `npm run`, without the compilation before them, which the tests have done. */
const programs = Object.entries(scripts).flatMap(([name, script]) => {
  const program = /(?:^|&& )(?:exec )?node (.+)$/.exec(script)?.[1];
  return program === undefined ? [] : [[name, program.split(' ')] as const];
});

function run(program: readonly string[], flag: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, flag], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

describe('every command', () => {
  it('is found among the scripts', () => {
    const names = programs.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['start', 'test', 'load', 'audit', 'events', 'bench']));
  });

  it.each(programs)('%s prints its usage for --help', (_name, program) => {
    const { status, stdout } = run(program, '--help');
    expect(stdout).toMatch(/^npm (run [\w:]+|start|test)\b/);
    expect(stdout).toContain('--help');
    expect(status).toBe(0);
  });

  it.each(programs)('%s refuses an unknown option in one line, with exit code 2', (_name, program) => {
    const { status, stdout, stderr } = run(program, '--nonsense');
    expect(stderr).toMatch(/^[^\n]*--nonsense[^\n]*\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

/** One instruction of a Dockerfile, its continuation lines joined. */
export interface Instruction {
  name: string;
  text: string;
}

/** One stage: its name, its base image and its instructions. */
export interface Stage {
  name: string;
  from: string;
  instructions: Instruction[];
}

/** Splits a Dockerfile into its global arguments and its stages. */
export function parseDockerfile(text: string): { globals: Instruction[]; stages: Stage[] } {
  const globals: Instruction[] = [];
  const stages: Stage[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n');
  for (const line of lines) {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    if (name === 'FROM') {
      const [, from = '', alias = ''] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(rest) ?? [];
      stages.push({ name: alias, from, instructions: [] });
    } else (stages.at(-1)?.instructions ?? globals).push({ name, text: rest });
  }
  return { globals, stages };
}

/** The arguments of all instructions of one kind, in order. */
export function texts({ instructions }: Stage, name: string): string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);
}

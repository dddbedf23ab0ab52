/** The parts of an OpenAPI document that are checked for breaking changes. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

interface Operation {
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { headers?: Record<string, unknown>; content?: Record<string, { schema: Schema }> }
  >;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  [bound: string]: unknown;
}

const JSON_BODY = 'application/json';
/** Raising the first kind or lowering the second refuses requests that were accepted before. */
const LOWER_BOUNDS = ['minimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'maxLength', 'maxItems'];

/**
 * The breaking changes for callers of the released API, one line each; additions break nothing.
 * Requests may only be widened, and answers only extended.
 */
export function breakingChanges(released: ApiDocument, today: ApiDocument): string[] {
  const found: string[] = [];
  for (const [path, operations] of Object.entries(released.paths)) {
    for (const [method, before] of Object.entries(operations)) {
      const route = `${method.toUpperCase()} ${path}`;
      const after = today.paths[path]?.[method];
      if (after) found.push(...new Comparison(released, today, route).operations(before, after));
      else found.push(`${route} is gone`);
    }
  }
  return found;
}

class Comparison {
  constructor(
    private readonly released: ApiDocument,
    private readonly today: ApiDocument,
    private readonly route: string,
  ) {}

  operations(before: Operation, after: Operation): string[] {
    return [
      ...this.parameters(before.parameters ?? [], after.parameters ?? []),
      ...this.requests(
        before.requestBody?.content[JSON_BODY]?.schema,
        after.requestBody?.content[JSON_BODY]?.schema,
      ),
      ...Object.entries(before.responses).flatMap(([status, { headers = {}, content }]) => {
        const answer = after.responses[status];
        if (!answer) return [`${this.route}: answer ${status} is gone`];
        const where = `answer ${status}`;
        const lost = Object.keys(headers).filter((name) => !(name in (answer.headers ?? {})));
        const schema = content?.[JSON_BODY]?.schema;
        const newSchema = answer.content?.[JSON_BODY]?.schema;
        if (schema && !newSchema) return [`${this.route}: the body of ${where} is gone`];
        return [
          ...lost.map((name) => `${this.route}: header ${name} of ${where} is gone`),
          ...(schema && newSchema ? this.answers(schema, newSchema, where) : []),
        ];
      }),
    ];
  }

  private parameters(
    before: NonNullable<Operation['parameters']>,
    after: NonNullable<Operation['parameters']>,
  ): string[] {
    const find = (list: typeof before, { name, in: place }: (typeof before)[number]) =>
      list.find((other) => other.name === name && other.in === place);
    return [
      ...before.flatMap((parameter) => {
        const now = find(after, parameter);
        const where = `${parameter.in} parameter ${parameter.name}`;
        return now ? this.inputs(parameter.schema, now.schema, where) : [`${this.route}: ${where} is gone`];
      }),
      ...after
        .filter((parameter) => parameter.required && !find(before, parameter)?.required)
        .map(({ name, in: place }) => `${this.route}: ${place} parameter ${name} is required now`),
    ];
  }

  private requests(before?: Schema, after?: Schema): string[] {
    if (before && !after) return [`${this.route}: takes no body any more`];
    const nothing: Schema = { type: 'object' };
    return after ? this.inputs(before ?? nothing, after, 'request') : [];
  }

  /** Requests: a field must not be removed, change its type, become required or get narrower bounds. */
  private inputs(before: Schema, after: Schema, where: string): string[] {
    const { old, now } = this.resolve(before, after);
    const required = (now.required ?? []).filter((name) => !old.required?.includes(name));
    const narrower = [
      ...LOWER_BOUNDS.filter((bound) => numberOf(now[bound], -Infinity) > numberOf(old[bound], -Infinity)),
      ...UPPER_BOUNDS.filter((bound) => numberOf(now[bound], Infinity) < numberOf(old[bound], Infinity)),
      ...(now.pattern !== undefined && !acceptsAll(now.pattern, old.pattern) ? ['pattern'] : []),
    ];
    const refused = now.enum ? (old.enum ?? []).filter((value) => !now.enum?.includes(value)) : [];
    return [
      ...this.types(old, now, where, { mayWiden: true }),
      ...required.map((name) => `${this.route}: ${where}.${name} is required now`),
      ...narrower.map((bound) => `${this.route}: ${bound} of ${where} is narrower now`),
      ...(now.enum && !old.enum ? [`${this.route}: ${where} is limited to a list now`] : []),
      ...refused.map((value) => `${this.route}: ${where} takes ${String(value)} no more`),
      ...this.fields(old, now, where, (a, b, name) => this.inputs(a, b, name)),
    ];
  }

  /** Answers: a field must not be removed, change its type, become optional or get new values. */
  private answers(before: Schema, after: Schema, where: string): string[] {
    const { old, now } = this.resolve(before, after);
    const optional = (old.required ?? []).filter(
      (name) => name in (now.properties ?? {}) && !now.required?.includes(name),
    );
    const unheard = old.enum ? (now.enum ?? ['any value']).filter((value) => !old.enum?.includes(value)) : [];
    return [
      ...this.types(old, now, where),
      ...optional.map((name) => `${this.route}: ${where}.${name} may be absent now`),
      ...unheard.map((value) => `${this.route}: ${where} may be ${String(value)} now`),
      ...this.fields(old, now, where, (a, b, name) => this.answers(a, b, name)),
    ];
  }

  private types(old: Schema, now: Schema, where: string, { mayWiden = false } = {}): string[] {
    const [was = [], is = []] = [old, now].map(({ type }) => [type ?? []].flat().sort());
    const isWider = mayWiden && was.length > 0 && was.every((type) => is.includes(type));
    if (old.format === now.format && (isWider || was.join() === is.join())) return [];
    const words = ({ format }: Schema, types: string[]) => [...types, format].filter(Boolean).join(' ');
    return [`${this.route}: ${where} was ${words(old, was)} and is ${words(now, is)} now`];
  }

  private fields(
    old: Schema,
    now: Schema,
    where: string,
    compare: (before: Schema, after: Schema, where: string) => string[],
  ): string[] {
    return [
      ...Object.entries(old.properties ?? {}).flatMap(([name, before]) => {
        const after = now.properties?.[name];
        return after
          ? compare(before, after, `${where}.${name}`)
          : [`${this.route}: ${where}.${name} is gone`];
      }),
      ...(old.items && now.items ? compare(old.items, now.items, `${where}[]`) : []),
    ];
  }

  private resolve(before: Schema, after: Schema): { old: Schema; now: Schema } {
    return { old: resolved(this.released, before), now: resolved(this.today, after) };
  }
}

function resolved({ components }: ApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (components.schemas[name] ?? {});
}

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

/** A text of one class of characters and of a length between two bounds. */
const CHARACTERS = /^\^(\[[^\]]+\])\{(\d+),(\d+)\}\$$/;
const ALL_CHARACTERS = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));

/** Whether a pattern accepts all that an older one accepted; patterns of any other kind must be equal. */
function acceptsAll(now: unknown, old: unknown): boolean {
  const [, nowClass, nowMin, nowMax] = CHARACTERS.exec(String(now)) ?? [];
  const [, oldClass, oldMin, oldMax] = CHARACTERS.exec(String(old)) ?? [];
  if (!nowClass || !oldClass) return now === old;
  const [isAccepted, wasAccepted] = [new RegExp(nowClass), new RegExp(oldClass)];
  return (
    Number(nowMin) <= Number(oldMin) &&
    Number(nowMax) >= Number(oldMax) &&
    ALL_CHARACTERS.every((character) => !wasAccepted.test(character) || isAccepted.test(character))
  );
}

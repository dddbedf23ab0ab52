import type { DeadLetterBox } from '@ecommerce/events/operate/dead-letter-box';
import { UserError } from '@ecommerce/events/user-error';
import type { Stack } from '@ecommerce/events/stack';

type DeadLetter = Awaited<ReturnType<DeadLetterBox['find']>>[number];

/** A dead letter of a service, as the page shows it. */
export interface ShownLetter {
  service: string;
  id: string;
  subject: string;
  reason: string;
  at: string;
  attempts: number;
  raw: string;
  /** An operator has asked for a replay that has not been done yet. */
  isWaiting: boolean;
}

/** The letters of all services with the same reason. */
export interface LetterGroup {
  reason: string;
  letters: ShownLetter[];
}

/** What could be read: a database that does not answer hides the letters of its service alone. */
export interface Letters {
  groups: LetterGroup[];
  unreadable: string[];
}

const REPLAY_WITHIN_MS = 8_000;

/** The dead letters of every service, grouped by their error, the largest group first. */
export async function readLetters(stack: Stack | undefined): Promise<Letters> {
  const services = Object.keys(stack?.mongo ?? {});
  const unreadable: string[] = [];
  const letters = await Promise.all(
    services.map((service) =>
      withBox(stack, service, (box) => box.find({})).then(
        (found) => found.map((letter) => shownLetter(service, letter)),
        () => {
          unreadable.push(service);
          return [];
        },
      ),
    ),
  );
  return { groups: groupByError(letters.flat()), unreadable };
}

/**
 * Asks the service for a replay and waits a moment for it.
 * @param raw the body to replay; as it came when it is the same
 * @returns what became of it, in one sentence
 * @throws UserError for a body that is no JSON, or a letter that there is not
 */
export async function replayLetter(
  stack: Stack | undefined,
  { service, id, raw }: { service: string; id: string; raw: string },
): Promise<string> {
  return withBox(stack, service, async (box) => {
    const letters = await box.some({ _id: id });
    const fixed = raw.trim() === letters[0].raw.trim() ? undefined : demandJson(raw);
    const replay = box.replay(letters, fixed);
    const late = new Promise<undefined>((resolve) =>
      setTimeout(() => resolve(undefined), REPLAY_WITHIN_MS).unref(),
    );
    const outcome = await Promise.race([replay, late]);
    replay.catch(() => undefined); // the connection is closed under it
    if (!outcome) return `${service} has not replayed ${id} yet: it does when it runs.`;
    const [failed] = outcome.failed;
    return failed ? `${id} failed again: ${failed.reason}` : `${service} has handled ${id}.`;
  });
}

async function withBox<T>(
  stack: Stack | undefined,
  service: string,
  work: (box: DeadLetterBox) => Promise<T>,
): Promise<T> {
  // Only now: they bring the database's driver with them.
  const { Databases } = await import('@ecommerce/events/operate/databases');
  const { DeadLetterBox } = await import('@ecommerce/events/operate/dead-letter-box');
  return Databases.useOf(stack?.mongo ?? {}, async (databases) =>
    work(await DeadLetterBox.open(databases, service)),
  );
}

function shownLetter(
  service: string,
  { _id, subject, reason, at, attempts, raw, replayAt }: DeadLetter,
): ShownLetter {
  const facts = { subject, reason, at: at.toISOString(), attempts, raw: raw ?? '' };
  return { service, id: _id, ...facts, isWaiting: replayAt !== undefined };
}

/** Ids and numbers differ from letter to letter; the error is the same. */
const errorOf = (reason: string): string => reason.replace(/[0-9a-f]{24}/gi, '…').replace(/\d+/g, '#');

function groupByError(letters: readonly ShownLetter[]): LetterGroup[] {
  const groups = new Map<string, ShownLetter[]>();
  for (const letter of letters) {
    const error = errorOf(letter.reason);
    groups.set(error, [...(groups.get(error) ?? []), letter]);
  }
  return [...groups]
    .map(([reason, found]) => ({ reason, letters: found }))
    .sort((a, b) => b.letters.length - a.letters.length);
}

function demandJson(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw));
  } catch (error) {
    throw new UserError(`The body is no JSON: ${(error as Error).message}`, 2);
  }
}

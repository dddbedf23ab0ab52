import type { Books } from '../books';
import { observed } from '../observations';
import type { Finding } from './finding';

/** I8: nothing waits to be published or delivered, and only injected poison is a dead letter. */
export function nothingIsLeftOver({
  outboxes,
  deadLetters,
  pendingRepublishes = [],
  observations,
  queueGroups = [],
}: Books): Finding[] {
  const poison = observed(observations, 'poison');
  const nameOf = ({ subject, data }: { subject: string; data: string }): string => `${subject} ${data}`;
  const poisonous = new Set(poison.map(nameOf));
  const dead = new Set(deadLetters.map(({ subject, raw }) => nameOf({ subject, data: raw })));
  return [
    ...outboxes.map((outbox) => ({
      message: `${outbox.database}.${outbox.collection} ${outbox.id} has ${outbox.keys.length} events to send`,
      proof: { ...outbox },
    })),
    ...pendingRepublishes.map((pending) => ({
      message: pending.request
        ? `${pending.database} has not finished its republish ${pending.request}`
        : `${pending.database} has not marked the broker yet, and republishes before it does`,
      proof: { ...pending },
    })),
    ...queueGroups
      .filter(({ undelivered, unacknowledged }) => undelivered + unacknowledged > 0)
      .map((group) => ({
        message: `${group.name} still waits for ${group.subject}: ${group.undelivered} not delivered, ${group.unacknowledged} not acknowledged`,
        proof: { ...group },
      })),
    ...deadLetters
      .filter(({ subject, raw }) => !poisonous.has(nameOf({ subject, data: raw })))
      .map((letter) => ({
        message: `${letter.database} has the dead letter ${letter.id}: ${letter.reason}`,
        proof: { ...letter },
      })),
    ...poison
      .filter((entry) => !dead.has(nameOf(entry)))
      .map(({ subject, data }) => ({
        message: `what was published on ${subject} to be refused became no dead letter`,
        proof: { subject, data },
      })),
  ];
}

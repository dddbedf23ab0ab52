import type { Books } from '../books';
import { observed } from '../observations';
import type { Finding } from './finding';

/** I8: nothing waits to be sent or delivered, and only what was published to be refused is set aside. */
export function nothingIsLeftOver({
  outboxes,
  deadLetters,
  observations,
  queueGroups = [],
}: Books): Finding[] {
  const poison = observed(observations, 'poison');
  const nameOf = ({ subject, data }: { subject: string; data: string }): string => `${subject} ${data}`;
  const poisonous = new Set(poison.map(nameOf));
  const setAside = new Set(deadLetters.map(({ subject, raw }) => nameOf({ subject, data: raw })));
  return [
    ...outboxes.map((outbox) => ({
      message: `${outbox.database}.${outbox.collection} ${outbox.id} has ${outbox.keys.length} events to send`,
      proof: { ...outbox },
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
        message: `${letter.database} has set aside ${letter.id}: ${letter.reason}`,
        proof: { ...letter },
      })),
    ...poison
      .filter((entry) => !setAside.has(nameOf(entry)))
      .map(({ subject, data }) => ({
        message: `what was published on ${subject} to be refused is set aside nowhere`,
        proof: { subject, data },
      })),
  ];
}

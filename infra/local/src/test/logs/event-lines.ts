/** Lines of log as the services write them. */
export const ORDER = '507f1f77bcf86cd799439012';

/** A line that `service` wrote `seconds` after the start of the story. */
export function logLine(service: string, seconds: number, fields: object): string {
  const time = new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
  return `${JSON.stringify({ level: 'info', time, service, ...fields })}\n`;
}

export const publishLine = (service: string, seconds: number, subject: string, more: object = {}): string =>
  logLine(service, seconds, { subject, ...idsOf(subject), ms: 10, ...more, msg: 'event published' });

export const attemptLine = (service: string, seconds: number, subject: string, more: object = {}): string =>
  logLine(service, seconds, {
    subject,
    ...idsOf(subject),
    sequence: 1,
    attempt: 1,
    outcome: 'handled',
    ms: 5,
    ...more,
    msg: 'event handled',
  });

function idsOf(subject: string): object {
  if (subject.startsWith('order:')) return { eventId: ORDER, version: 0, orderId: ORDER };
  return { eventId: '507f1f77bcf86cd799439013', orderId: ORDER };
}

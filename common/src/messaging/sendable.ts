/** NATS accepts 1 MiB by default and disconnects on more; the envelope takes a part of it. */
const MAX_DATA_BYTES = 1024 * 1024 - 4096;
/** A space or a line break would end the subject in the NATS protocol; `*` and `>` are wildcards. */
const SUBJECT = /^[^\s*>]+$/;

/**
 * Refuses a message that no broker would ever accept.
 * @throws TypeError for an invalid subject, RangeError for too many bytes
 */
export function checkSendable(subject: string, data: string): void {
  if (!SUBJECT.test(subject)) throw new TypeError(`"${subject}" is not a subject`);
  const bytes = Buffer.byteLength(data);
  if (bytes > MAX_DATA_BYTES) {
    throw new RangeError(`${subject}: ${bytes} bytes are more than the ${MAX_DATA_BYTES} that fit`);
  }
}

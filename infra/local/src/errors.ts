/** The words of whatever was thrown; of a failed fetch or command, the words of its cause. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stderr } = error as { stderr?: unknown };
  if (typeof stderr === 'string' && stderr.trim() !== '') return stderr;
  return error.cause instanceof Error ? `${error.message}: ${messageOf(error.cause)}` : error.message;
}

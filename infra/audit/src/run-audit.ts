import { defaultStackFile } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';
import { auditReport } from './audit';
import type { Command } from './command-line';
import { repeatUntilQuiescent } from './repeat-until-quiescent';
import { writeMetrics } from './metrics';
import { asJson, asText } from './report';
import { readAddresses, type ShopAddresses } from './stack';

const WRONG = 1;
export const UNREADABLE = 2;

/** One audit. It reads the stack file each time, since that follows restarts. @returns the exit code */
export async function runAudit(command: Command, env = process.env): Promise<number> {
  const { waitSeconds, metrics, json } = command;
  addressesOf(command, env); // a malformed file is reported at once, without waiting for the shop
  const report = await repeatUntilQuiescent(
    () => auditReport(addressesOf(command, env), command),
    waitSeconds * 1000,
  );
  console.log(json ? asJson(report) : asText(report));
  if (metrics !== undefined) writeMetrics(metrics, report);
  return report.violations.length === 0 ? 0 : WRONG;
}

/**
 * The addresses of the shop that a command is about.
 * @throws UserError when its file is missing or wrong
 */
export function addressesOf({ stack }: Command, env = process.env): ShopAddresses {
  return readAddresses(stack ?? defaultStackFile(env));
}

/** Prints why an audit failed. @returns the exit code */
export function printFailure(error: unknown): number {
  console.error(error instanceof UserError ? error.message : error);
  return UNREADABLE;
}

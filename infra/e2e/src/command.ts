/** How a command reads its options and ends: exit code 0, 1 for a failure or a finding, 2 for wrong use. */
export { readArguments } from '@ecommerce/events/operate/arguments';
export { runCommand } from '@ecommerce/events/operate/run-command';
export { UserError } from '@ecommerce/events/user-error';

import { readStack as readStackFile, type Stack } from '@ecommerce/events/stack';

/** Where the running shop is. The file is read anew each time, so the answer follows restarts. */
export function readStack(file = process.env.SHOP_STACK_FILE): Stack {
  if (!file) throw new Error('SHOP_STACK_FILE must name the stack.json of a running shop');
  return readStackFile(file) as Stack;
}

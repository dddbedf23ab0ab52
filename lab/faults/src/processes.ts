import { readStack } from '@ecommerce/e2e/stack';
import { services } from '../../../services.cjs';

export const SERVICES: readonly string[] = services.map(({ folder }) => folder);
export const DATABASES = SERVICES.map((name) => `${name}-mongo`);

/** What all replicas of a service have in common: `orders` of `orders` and of `orders-2`. */
export const roleOf = (name: string): string => name.replace(/-\d+$/, '');

/** The processes of these services that run now: `orders`, and with more replicas `orders-2`, … */
export function instancesOf(services: readonly string[]): string[] {
  const isOne = (name: string): boolean => services.includes(roleOf(name));
  return Object.keys(readStack().processes).filter(isOne).sort();
}

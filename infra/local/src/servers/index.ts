/** The real servers that the shop needs, wherever they are to be had on this machine. */
export { type Binary } from './binary';
export { resolveMongod } from './mongod';
export { resolveNatsStreaming } from './nats-streaming';

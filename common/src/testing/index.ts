export { boundProblems } from './bound-problems';
export { busConformance, type BusHarness } from './bus-conformance';
export { useDatabase } from './database';
export { documented } from './documented';
export { deliver } from './deliver';
export { eventually } from './eventually';
export { outboxOf, type PendingEvent } from './outbox';
export { newId, signedIn, TEST_JWT_KEY, testKeys } from './session';
export { CLUSTER_ID, freePort, RealBroker } from './real-broker';

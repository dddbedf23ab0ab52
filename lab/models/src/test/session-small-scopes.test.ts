import { MAX_AGE_SECONDS } from '../../../../common/src/session/current-session';
import { isFullRun } from '../run-size';
import { inTurn, shopWithSessions, tokenFromMail, withReplica } from '../sessions/arrange';
import { exploreSchedules, type SessionScope } from '../sessions/explore-schedules';
import {
  asks,
  brokerStarts,
  brokerStops,
  changesPassword,
  resetsPassword,
  restarts,
  signsIn,
  signsOut,
  signsOutEverywhere,
  type Visitor,
} from '../sessions/visitors';
import { count, type Seen } from './small-scopes';

const AUTH = 'auth 1';
const ORDERS = 'orders 1';
/** Shorter than a token is valid, by more than the settling takes. */
const ALMOST_EXPIRED_MS = (MAX_AGE_SECONDS - 15 * 60) * 1000;

const inFullRuns = (...visitors: Visitor[]): Visitor[] => (isFullRun ? visitors : []);

const SCOPES: Record<string, SessionScope & { states: Seen }> = {
  'a sign-in with the old password while the password is changed': {
    states: [456, 947],
    arrange: () => shopWithSessions([AUTH, ORDERS]),
    visitors: () => [
      signsIn('late', AUTH, 'old'),
      changesPassword(AUTH, 'old', 'new'),
      ...inFullRuns(restarts(AUTH)),
    ],
  },
  'two changes of the password at once in two processes': {
    states: 1651,
    arrange: () => shopWithSessions([AUTH, 'auth 2']),
    visitors: () => [changesPassword(AUTH, 'old', 'new'), changesPassword('auth 2', 'old', 'other')],
  },
  'the password is changed and reset at once': {
    states: [726, 5541],
    arrange: async () => {
      const shop = await shopWithSessions([AUTH, ORDERS], { copies: isFullRun ? 2 : 1 });
      token = await tokenFromMail(shop);
      return shop;
    },
    visitors: () => [resetsPassword(AUTH, token, 'reset'), changesPassword(AUTH, 'old', 'new')],
  },
  'two ends come in any order, each twice, to a process that restarts': {
    states: 683,
    arrange: async () => {
      const shop = await shopWithSessions([AUTH], { copies: 2 });
      await inTurn(shop, changesPassword(AUTH, 'old', 'new'), signsOutEverywhere(AUTH, 'new'));
      return withReplica(shop, ORDERS);
    },
    visitors: () => [restarts(ORDERS), restarts(ORDERS)],
  },
  'a service restarts while the broker is down': {
    states: [913, 6084],
    arrange: () => shopWithSessions([AUTH, ORDERS]),
    visitors: () => [
      signsOutEverywhere(AUTH, 'first'),
      brokerStops,
      restarts(ORDERS),
      ...inFullRuns(brokerStarts),
    ],
  },
  'a service starts when the sessions that ended have almost expired': {
    states: 18,
    arrange: async () => {
      const shop = await shopWithSessions([AUTH]);
      await inTurn(shop, signsOutEverywhere(AUTH, 'first'));
      shop.world.pass(ALMOST_EXPIRED_MS);
      return withReplica(shop, ORDERS);
    },
    visitors: () => [restarts(ORDERS), signsIn('fresh', AUTH, 'old')],
  },
  'two sessions end in a process that remembers one': {
    states: 331,
    arrange: async () => {
      const shop = await shopWithSessions([AUTH]);
      await inTurn(shop, signsOut(AUTH, 'first'), signsOut(AUTH, 'second'));
      return withReplica(shop, ORDERS, 1);
    },
    visitors: () => [restarts(ORDERS), restarts(ORDERS), asks('first', ORDERS)],
  },
};
let token = '';

describe('I17 holds in every order of steps', () => {
  it.each(Object.entries(SCOPES))(
    '%s',
    (name, { states, ...scope }) => count(name, states, () => exploreSchedules(scope)),
    600_000,
  );
});

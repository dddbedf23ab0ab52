import type { Errand } from '../plan';
import type { Actor } from '../scene';
import { browse } from './browser';
import { buy } from './buyer';
import { cancel } from './canceller';
import { payAfterDecline } from './declined-card';
import { payTwice } from './double-clicker';
import { fightForLastPiece } from './last-piece';
import { buyAgain } from './returning-buyer';

/** Does an errand as its persona does it. */
export async function act(actor: Actor, errand: Errand): Promise<void> {
  if (errand.browses) await browse(actor, errand);
  switch (errand.persona) {
    case 'buyer':
      return buy(actor, errand);
    case 'returning buyer':
      return buyAgain(actor, errand);
    case 'canceller':
      return cancel(actor, errand);
    case 'declined card':
      return payAfterDecline(actor, errand);
    case 'double clicker':
      return payTwice(actor, errand);
    case 'last piece':
      return fightForLastPiece(actor, errand);
  }
}

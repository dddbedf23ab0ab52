import type { Books } from '../../books';
import { leftOut } from '../../left-out';
import { violationsOf } from '../../audit';
import { ids, soundBooks } from '../books';
import { namesOf, spoiled, the } from '../spoil';

const at = new Date('2026-05-06T07:08:09Z');
const stepsOf = ({ timelines }: Books, id: string) => the(timelines, id).steps;
const mailsOf = ({ timelines }: Books, id: string) => the(timelines, id).mails ?? [];

describe('I15: the steps are the history', () => {
  it.each<[string, (books: Books) => unknown]>([
    ['a step that is missing', (books) => stepsOf(books, ids.lost).splice(1, 1)],
    ['a step of what did not happen', (books) => stepsOf(books, ids.open).push({ seq: 2, step: 'paid', at })],
    ['steps in another order', (books) => stepsOf(books, ids.sold).reverse()],
    ['a step that is shown twice', (books) => stepsOf(books, ids.open).push({ seq: 2, step: 'placed', at })],
    ['a number that is left out', (books) => ((stepsOf(books, ids.cancelled)[1] ?? { seq: 0 }).seq = 3)],
    ['steps shown to somebody else', (books) => (the(books.timelines, ids.sold).userId = ids.seller)],
    [
      'a loser of the last piece who reads complete',
      (books) => stepsOf(books, ids.lost).splice(2, 0, { seq: 3, step: 'complete', at }),
    ],
  ])('finds %s', (_what, spoil) => {
    const found = spoiled((books) => void spoil(books));
    expect(namesOf(found)).toContain('I15');
  });

  it('finds an order that notifications does not know, unless the broker restarted empty', () => {
    const without = (books: Books) => {
      books.timelines = books.timelines?.filter(({ id }) => id !== ids.open);
      books.mailbox = [];
    };
    expect(spoiled(without)).toMatchObject([{ invariant: 'I15', proof: { order: ids.open } }]);
    const lost = spoiled((books) => {
      without(books);
      books.log = { events: books.log?.events ?? [], ignored: 0, incomplete: 'the broker restarted empty' };
    });
    expect(namesOf(lost)).not.toContain('I15');
  });

  it('finds a lost race that ends at placed, also when the broker lost its payment', () => {
    const cut = (books: Books) => {
      stepsOf(books, ids.lost).splice(1);
      mailsOf(books, ids.lost).splice(1);
    };
    expect(namesOf(spoiled(cut))).toEqual(['I15']);
    const lost = spoiled((books) => {
      cut(books);
      books.log = { events: books.log?.events ?? [], ignored: 0, incomplete: 'the broker restarted empty' };
    });
    expect(namesOf(lost)).toEqual(['I15']);
  });

  it('finds steps of an order that is not there, and takes facts without steps', () => {
    const timeline = { id: 'f'.repeat(24), steps: [], mails: [], updatedAt: at };
    expect(spoiled(({ timelines }) => timelines?.push(timeline))).toEqual([]);
    const steps = [{ seq: 1, step: 'placed' as const, at }];
    const found = spoiled(({ timelines }) => timelines?.push({ ...timeline, steps }));
    expect(namesOf(found)).toContain('I15');
  });

  it.each([0, 1, 2, 3])('takes %i steps of a sale before a cancellation by the buyer', (count) => {
    const sale = ['paid', 'stock_confirmed', 'complete'] as const;
    const names = ['placed', ...sale.slice(0, count), 'cancelled', 'refunded'] as const;
    const found = spoiled((books) => {
      the(books.timelines, ids.late).steps = names.map((step, index) => ({ seq: index + 1, step, at }));
    });
    expect(namesOf(found)).not.toContain('I15');
  });
});

describe('I16: each mail is sent once', () => {
  it.each<[string, (books: Books) => unknown]>([
    ['a step without its mail', (books) => mailsOf(books, ids.sold).pop()],
    [
      'a mail without its step',
      (books) =>
        mailsOf(books, ids.open).push({
          kind: 'receipt',
          state: 'sent',
          attempts: 1,
          dueAt: at,
          sentAt: at,
        }),
    ],
    [
      'a mail that was given up',
      (books) => Object.assign(mailsOf(books, ids.sold)[0] ?? {}, { state: 'dead' }),
    ],
    [
      'a mail that nobody sends',
      (books) =>
        Object.assign(mailsOf(books, ids.sold)[0] ?? {}, {
          state: 'due',
          dueAt: new Date(at.getTime() - 60_000),
        }),
    ],
    ['a mail that was received twice', (books) => books.mailbox?.unshift(...books.mailbox.slice(0, 1))],
    [
      'a mail that is recorded as sent and was not received',
      (books) => {
        books.mailbox = books.mailbox?.filter(({ text }) => !text.includes(ids.open));
      },
    ],
  ])('finds %s', (_what, spoil) => {
    expect(namesOf(spoiled((books) => void spoil(books)))).toEqual(['I16']);
  });

  it('takes a mail that came twice after a second attempt', () => {
    const found = spoiled((books) => {
      books.mailbox?.unshift(...books.mailbox.slice(0, 1));
      Object.assign(mailsOf(books, ids.late)[2] ?? {}, { attempts: 2 });
    });
    expect(found).toEqual([]);
  });

  it('takes a mail that waits for its next attempt and one behind it, and says so', () => {
    const books = soundBooks();
    for (const [index, waitMs] of [60_000, -60_000].entries())
      Object.assign(mailsOf(books, ids.sold)[index] ?? {}, {
        state: 'due',
        dueAt: new Date(at.getTime() + waitMs),
      });
    expect(violationsOf(books)).toEqual([]);
    expect(leftOut(books).join('\n')).toContain('I16 for 2 mails');
  });

  it('looks for no mail of before the mailbox started, and for none of a step that was reported a day late', () => {
    const restarted = spoiled((books) => (books.mailbox = []));
    expect(restarted).toEqual([]);
    const outdated = spoiled((books) => {
      the(books.timelines, ids.open).mails = [];
      the(books.timelines, ids.open).updatedAt = new Date(at.getTime() + 24 * 60 * 60_000);
    });
    expect(outdated).toEqual([]);
  });
});

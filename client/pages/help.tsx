import { shopPage } from '../api/server-props/server-props';
import Link from '../components/link';
import { PageTitle } from '../components/layout/page-title';

interface Props {
  /** How long an order can be paid. */
  unpaidOrderHours: number;
}

export const getServerSideProps = shopPage<Props>(async ({ shop: { unpaidOrderHours } }) => ({
  props: { unpaidOrderHours },
}));

const answersOf = ({ unpaidOrderHours }: Props) => [
  {
    question: 'My card was declined',
    answer:
      'Nothing was charged. Your order is kept: open it under Orders and pay with another card. After 10 declined cards for one order within an hour, or 20 for all your orders, you can try again up to an hour later.',
  },
  {
    question: 'I want to pay later',
    answer: `Your order waits for ${unpaidOrderHours} hours. After that its prices have expired: place it again, at the prices of that day. When you change your cart and order one of its products again within an hour in the same browser, the new order replaces it.`,
  },
  {
    question: 'I left the page while I was paying',
    answer:
      'Open the order again. It shows whether the payment went through. An order is never charged twice, however often you press Pay.',
  },
  {
    question: 'I want to cancel an order',
    answer:
      'As long as it is not paid, its page has the button Cancel order. A paid order is complete within moments and can no longer be cancelled.',
  },
  {
    question: 'Somebody else was faster',
    answer:
      'Stock is taken once an order is paid. When the last piece goes to somebody else first, we cancel your order and refund all of your money by ourselves. The page of the order shows both amounts.',
  },
  {
    question: 'A page shows an error with a reference',
    answer:
      'Nothing is lost. Try again in a moment. The reference names your request in our logs: give it to the people who run this shop.',
  },
];

/** What shoppers ask about an order, and what they can do themselves. */
export default function Help(props: Props) {
  return (
    <div className="panel stack help">
      <PageTitle>Help with an order</PageTitle>
      <p>
        Each order has a page that shows what happened to it and what you can do.{' '}
        <Link href="/orders">See your orders</Link>
      </p>
      {answersOf(props).map(({ question, answer }) => (
        <section key={question}>
          <h2>{question}</h2>
          <p>{answer}</p>
        </section>
      ))}
    </div>
  );
}

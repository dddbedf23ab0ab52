import { registry } from '@datnxecommerce/common';
import { Counter, Gauge } from 'prom-client';

export const mailsSent = new Counter({
  name: 'mails_sent_total',
  help: 'Attempts to send a mail by outcome: sent, failed (it is retried), dead',
  labelNames: ['kind', 'outcome'],
  registers: [registry],
});

export const orderStreamsOpen = new Gauge({
  name: 'order_streams_open',
  help: 'Open streams of order steps in this process',
  registers: [registry],
});

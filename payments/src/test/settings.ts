/** The settings that payments cannot do without. */
export const goodSettings = {
  MONGO_URI: 'mongodb://127.0.0.1:27017/payments',
  JWT_KEY: 'a key for tests, at least 32 bytes long',
  NATS_URL: 'nats://127.0.0.1:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'payments-1',
  STRIPE_SECRET_KEY: 'sk_test_abcdef',
};

/** The architecture, executable. Each rule is proven to bite by infra/checks/src/test/architecture.test.ts. */
const { services } = require('./services.cjs');

const folders = services.map(({ folder }) => folder).join('|');
const service = `^(${folders})/src/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'Two files that need each other are one file, or miss a third.',
      {},
      { circular: true },
    ),
    rule(
      'services-are-islands',
      'A service reaches another only by an event or over HTTP; share through common.',
      { path: service },
      { path: `^(${folders}|client|infra|lab)/`, pathNot: '^$1/src/' },
    ),
    rule(
      'lab-is-a-leaf',
      'What only proves the shop can be deleted: move what others need to infra/.',
      { path: `^(common|${folders}|client|infra)/` },
      { path: '^lab/' },
    ),
    rule(
      'common-knows-no-service',
      'common is published; it cannot import what a service owns.',
      { path: '^common/src/' },
      { path: service },
    ),
    rule(
      'domain-knows-no-transport',
      'A use case has two entries, HTTP and events; it must not know which one was used.',
      { path: `${service}domain/` },
      {
        path: [
          '^node_modules/(express|express-validator|node-nats-streaming)/',
          `${service}(routes|events/listeners)/`,
        ],
      },
    ),
    rule(
      'models-are-leaves',
      'A model is schema and invariants; behaviour that needs others belongs in domain.',
      { path: `${service}models/` },
      { path: `${service}(domain|routes|events|services)/` },
    ),
    rule(
      'only-domain-announces',
      'Recording an event is part of the use case, not of the entry it came through.',
      { path: `${service}(routes|events/listeners)/` },
      { path: `${service}events/publishers/` },
    ),
    rule(
      'listeners-go-through-domain',
      'A listener translates an event into one use case; it does not touch models.',
      { path: `${service}events/listeners/` },
      { path: `${service}models/` },
    ),
    rule(
      'routes-and-listeners-do-not-import-each-other',
      'Routes and listeners share domain, not each other.',
      { path: `${service}(routes|events/listeners)/` },
      { path: `${service}(routes|events/listeners)/`, pathNot: '^$1/src/$2/' },
    ),
    rule(
      'one-home-per-library',
      'These libraries are wrapped once, so that replacing one changes one file.',
      {
        path: '^[^/]+/src/',
        pathNot: [
          '^common/src/(messaging|session)/',
          '^(payments|notifications)/src/services/',
          '/src/test/',
        ],
      },
      { path: '^node_modules/(node-nats-streaming|jsonwebtoken|cookie-session|stripe|nodemailer)/' },
    ),
    rule(
      'production-ignores-tests',
      'Nothing that ships depends on src/test.',
      { path: '/src/', pathNot: '/src/test/' },
      { path: '/src/test/' },
    ),
    rule(
      'client-speaks-http',
      'The shop knows the services only through their API.',
      { path: '^client/' },
      { path: ['^common/', service] },
    ),
    rule(
      'client-layers',
      'Pages use components, these use hooks, these the API, and all of them the domain.',
      { path: '^client/(api|domain|hooks)/' },
      { path: '^client/(pages|components)/' },
    ),
    rule(
      'client-api-knows-no-react',
      'Neither the API nor the domain knows React.',
      { path: '^client/(api|domain)/' },
      { path: ['^client/hooks/', '^node_modules/react/'] },
    ),
    rule(
      'client-domain-is-pure',
      'The domain of the client makes no calls; it knows the API by its types.',
      { path: '^client/domain/' },
      { path: '^client/', pathNot: '^client/domain/', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/build/|/\\.next/)' },
  },
};

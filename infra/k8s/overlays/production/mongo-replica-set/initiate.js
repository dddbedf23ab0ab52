// Runs beside the first member at each of its starts: makes the replica set and the service's user if missing.
const { HOSTNAME, MONGO_INITDB_ROOT_PASSWORD, MONGO_INITDB_DATABASE, MONGO_USER, MONGO_PASSWORD } =
  process.env;
const set = HOSTNAME.replace(/-0$/, '');
const members = [0, 1, 2].map((_id) => ({ _id, host: `${set}-${_id}.${set}-svc:27017` }));
const password = encodeURIComponent(MONGO_INITDB_ROOT_PASSWORD);
const options = 'authSource=admin&serverSelectionTimeoutMS=2000';

for (;;) {
  try {
    const first = connect(
      `mongodb://root:${password}@${members[0].host}/admin?directConnection=true&${options}`,
    );
    if (!first.hello().setName) {
      first.adminCommand({ replSetInitiate: { _id: 'rs0', members } });
      print('replica set: initiated');
    }
    const hosts = members.map(({ host }) => host).join();
    const primary = connect(
      `mongodb://root:${password}@${hosts}/${MONGO_INITDB_DATABASE}?replicaSet=rs0&${options}`,
    );
    if (primary.getUser(MONGO_USER) === null) {
      const roles = [{ role: 'readWrite', db: MONGO_INITDB_DATABASE }];
      primary.createUser({ user: MONGO_USER, pwd: MONGO_PASSWORD, roles });
      print('replica set: made the user of the service');
    }
    break;
  } catch (error) {
    print(`replica set: ${error.message}; trying again`);
    sleep(2000);
  }
}

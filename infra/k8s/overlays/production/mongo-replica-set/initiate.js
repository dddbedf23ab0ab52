// Runs beside the first member at each of its starts: makes the replica set if it is missing.
const { HOSTNAME, MONGO_INITDB_ROOT_PASSWORD } = process.env;
const set = HOSTNAME.replace(/-0$/, '');
const members = [0, 1, 2].map((_id) => ({ _id, host: `${set}-${_id}.${set}-svc:27017` }));
const login = `root:${encodeURIComponent(MONGO_INITDB_ROOT_PASSWORD)}`;
const options = 'directConnection=true&authSource=admin&serverSelectionTimeoutMS=2000';

for (;;) {
  try {
    const first = connect(`mongodb://${login}@${members[0].host}/admin?${options}`);
    if (!first.hello().setName) {
      first.adminCommand({ replSetInitiate: { _id: 'rs0', members } });
      print('replica set: initiated');
    }
    break;
  } catch (error) {
    print(`replica set: ${error.message}; trying again`);
    sleep(2000);
  }
}

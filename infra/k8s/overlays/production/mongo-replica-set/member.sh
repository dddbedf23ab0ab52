#!/bin/bash
# Starts one member of a replica set with the arguments given; the first member also sees to it that the set exists.
set -euo pipefail

# mongod takes its key from a file that nobody else can read.
rm -f /tmp/keyfile
(umask 377 && printf %s "$MONGO_KEYFILE" >/tmp/keyfile)

if [[ $HOSTNAME == *-0 ]]; then
  mongosh --nodb --quiet /replica-set/initiate.js &
else
  # Only the first makes the root user, on an empty volume; the others have to be empty when they join.
  unset MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD
fi
unset MONGO_KEYFILE
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/keyfile "$@"

#!/bin/bash
# Starts one member of a replica set with the arguments given; the first member also sees to it that the set exists.
set -euo pipefail

# mongod takes its key from a file that nobody else can read.
key=${TMPDIR:-/tmp}/keyfile
rm -f "$key"
(umask 377 && printf %s "$MONGO_KEYFILE" >"$key")
unset MONGO_KEYFILE
set -- mongod --replSet rs0 --keyFile "$key" "$@"

# The image makes the users on an empty volume, before it opens the port: no service connects before its user exists.
if [[ $HOSTNAME == *-0 ]]; then
  mongosh --nodb --quiet /replica-set/initiate.js &
  exec docker-entrypoint.sh "$@"
fi
# The others have to be empty when they join.
exec "$@" --bind_ip_all

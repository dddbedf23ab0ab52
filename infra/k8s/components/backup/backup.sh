#!/bin/bash
# backup | list | restore NAME|latest [--replace]: what the CronJobs and restore.sh run, in MongoDB's own image.
# A backup is one gzipped archive of mongodump. It gets its name once it is complete and on the disk.
set -euo pipefail

DATABASE=${MONGO_URI%%\?*}
DATABASE=${DATABASE##*/}
export HOME=/tmp # mongosh keeps its settings there

die() {
  echo "$*" >&2
  exit 1
}

# The password stays out of the command line, which everybody on the node can read.
CONFIG=$(mktemp /tmp/mongo-XXXXXX)
trap 'rm -f "$CONFIG"' EXIT
printf 'uri: "%s"\n' "$MONGO_URI" >"$CONFIG"

backups() { # oldest first
  find "$BACKUP_DIR" -maxdepth 1 -name "$DATABASE-*.archive.gz" -printf '%f\n' | sed 's/\.archive\.gz$//' | sort
}

# mongo_eval SCRIPT: runs a script that knows the service's database as `db`.
mongo_eval() {
  mongosh --nodb --quiet --eval "db = connect(process.env.MONGO_URI); $1"
}

count_documents() {
  mongo_eval 'print(db.getCollectionNames().reduce((sum, name) => sum + db[name].countDocuments(), 0))'
}

take_backup() {
  local name partial old
  name=$DATABASE-$(date -u +%Y-%m-%dT%H-%M-%SZ)
  partial=$BACKUP_DIR/$name.partial
  rm -f "$BACKUP_DIR/$DATABASE"-*.partial # what an interrupted run left
  mongodump --config="$CONFIG" --quiet --gzip --archive="$partial"
  gzip --test "$partial"
  sync "$partial"
  mv "$partial" "$BACKUP_DIR/$name.archive.gz"
  echo "$name: $(stat -c %s "$BACKUP_DIR/$name.archive.gz") bytes"
  for old in $(backups | head -n "-$BACKUP_KEEP"); do
    rm "$BACKUP_DIR/$old.archive.gz"
    echo "$old: deleted, only the newest $BACKUP_KEEP are kept"
  done
}

restore_backup() { # NAME|latest [--replace]
  local name=$1 file present
  [ "$name" != latest ] || name=$(backups | tail -n 1)
  file=$BACKUP_DIR/$name.archive.gz
  [ -f "$file" ] || die "there is no backup ${name:-latest} of $DATABASE in $BACKUP_DIR"
  gzip --test "$file" || die "$name is damaged; nothing was changed"
  present=$(count_documents)
  [ "$present" = 0 ] || [ "${2:-}" = --replace ] ||
    die "$DATABASE holds $present documents: give --replace to delete them"
  mongo_eval 'db.getCollectionNames().forEach((name) => db[name].drop())'
  mongorestore --config="$CONFIG" --quiet --stopOnError --gzip --archive="$file" --nsInclude="$DATABASE.*"
  echo "$name: $(count_documents) documents are back"
}

case ${1:-} in
  backup) take_backup ;;
  list) backups ;;
  restore) restore_backup "${2:-latest}" "${3:-}" ;;
  *) die "usage: backup | list | restore NAME|latest [--replace]" ;;
esac

#!/bin/bash
# backup [SERVICE] | list SERVICE | check SERVICE NAME|latest [--replace] | restore SERVICE NAME|latest [--replace]
# `check` refuses what `restore` would, and changes nothing.
# What the CronJob and restore.sh run, in MongoDB's own image. The databases are those whose credentials are mounted,
# as SERVICE/DATABASE/{user,password}. A backup is one gzipped archive of mongodump. It gets its name once it is
# complete and on the disk.
set -euo pipefail

CREDENTIALS=${CREDENTIALS:-/credentials}
BACKUP_DIR=${BACKUP_DIR:-/backups}
export HOME=/tmp # mongosh keeps its settings there

die() {
  echo "$*" >&2
  exit 1
}

# The password stays out of the command line, which everybody on the node can read.
CONFIG=$(mktemp /tmp/mongo-XXXXXX)
trap 'rm -f "$CONFIG"' EXIT

use_database() { # SERVICE
  local folder
  folder=$(echo "$CREDENTIALS/$1"/*/)
  [ -d "$folder" ] || die "there are no credentials for the database of $1"
  SERVICE=$1
  DATABASE=$(basename "$folder")
  MONGO_URI="mongodb://$(<"$folder/user"):$(<"$folder/password")@$1-mongo-svc:27017/$DATABASE${MONGO_OPTIONS:-}"
  export MONGO_URI
  printf 'uri: "%s"\n' "$MONGO_URI" >"$CONFIG"
}

backups() { # oldest first
  find "$BACKUP_DIR" -maxdepth 1 -name "$DATABASE-*.archive.gz" -printf '%f\n' | sed 's/\.archive\.gz$//' | sort
}

size_of() { # NAME
  stat -c %s "$BACKUP_DIR/$1.archive.gz"
}

# is_shrunk NAME OLDER: as when the database was lost in between. A service fills an empty one with a few documents.
is_shrunk() {
  [ "$(($(size_of "$1") * 2))" -lt "$(size_of "$2")" ]
}

list_backups() {
  local name
  for name in $(backups); do
    echo "$name $(size_of "$name") bytes"
  done
}

# mongo_eval SCRIPT: runs a script that knows the service's database as `db`.
mongo_eval() {
  mongosh --nodb --quiet --eval "db = connect(process.env.MONGO_URI); $1"
}

count_documents() {
  mongo_eval 'print(db.getCollectionNames().reduce((sum, name) => sum + db[name].countDocuments(), 0))'
}

# Goes on when one database fails, and fails at the end.
back_up_all() {
  local folder failed=""
  for folder in "$CREDENTIALS"/*/; do
    # A shell of its own: bash ignores set -e in a function whose result is tested.
    bash "${BASH_SOURCE[0]}" backup "$(basename "$folder")" || failed+=" $(basename "$folder")"
  done
  [ -z "$failed" ] || die "no backup of:$failed"
}

take_backup() {
  local name partial old last=$BACKUP_DIR/$DATABASE.last-job
  # The next try of a Job leaves alone what is saved: another copy would push an older backup out.
  if [ -f "$last" ] && [ "$(<"$last")" = "$JOB" ]; then
    echo "$DATABASE: saved by an earlier try of this Job"
    return
  fi
  name=$DATABASE-$(date -u +%Y-%m-%dT%H-%M-%SZ)
  partial=$BACKUP_DIR/$name.partial
  rm -f "$BACKUP_DIR/$DATABASE"-*.partial # what an interrupted run left
  mongodump --config="$CONFIG" --quiet --gzip --archive="$partial"
  gzip --test "$partial"
  sync "$partial"
  mv "$partial" "$BACKUP_DIR/$name.archive.gz"
  printf %s "$JOB" >"$last"
  echo "$name: $(size_of "$name") bytes"
  for old in $(backups | head -n "-$BACKUP_KEEP"); do
    if is_shrunk "$name" "$old"; then
      echo "$old: kept, since $name is less than half as large; was the database lost?"
      continue
    fi
    rm "$BACKUP_DIR/$old.archive.gz"
    echo "$old: deleted, only the newest $BACKUP_KEEP are kept"
  done
}

check_backup() { # NAME|latest [--replace]: sets `name` and `file` of the backup
  local present older
  name=$1
  if [ "$name" = latest ]; then
    name=$(backups | tail -n 1)
    for older in $(backups); do
      ! is_shrunk "$name" "$older" ||
        die "the newest, $name, is less than half as large as $older: give the name of the one to restore"
    done
  fi
  file=$BACKUP_DIR/$name.archive.gz
  [ -f "$file" ] || die "there is no backup ${name:-latest} of $DATABASE in $BACKUP_DIR"
  gzip --test "$file" || die "$name is damaged; nothing was changed"
  present=$(count_documents)
  [ "$present" = 0 ] || [ "${2:-}" = --replace ] ||
    die "$DATABASE holds $present documents: give --replace to delete them"
}

restore_backup() { # NAME|latest [--replace]
  local name file
  check_backup "$@"
  mongo_eval 'db.getCollectionNames().forEach((name) => db[name].drop())'
  mongorestore --config="$CONFIG" --quiet --stopOnError --gzip --archive="$file" --nsInclude="$DATABASE.*"
  echo "$name: $(count_documents) documents are back"
}

case "${1:-} $#" in
  "backup 1") back_up_all ;;
  "backup 2")
    use_database "$2"
    take_backup
    ;;
  "list 2")
    use_database "$2"
    list_backups
    ;;
  "check 3" | "check 4")
    use_database "$2"
    check_backup "$3" "${4:-}"
    ;;
  "restore 3" | "restore 4")
    use_database "$2"
    restore_backup "$3" "${4:-}"
    ;;
  *) die "usage: backup [SERVICE] | list SERVICE | check|restore SERVICE NAME|latest [--replace]" ;;
esac

#!/usr/bin/env bash
# Puts a backup back into a service's database while the service is stopped. Needs the backup component's CronJobs.
# usage: infra/k8s/restore.sh SERVICE [BACKUP] [--replace] [--list] [-n NAMESPACE]
#   SERVICE  auth, product, cart, order or payment;  BACKUP  a name that --list shows; the newest if none is given
#   --replace  give up the documents that are there now; without it a database that holds any is refused
set -euo pipefail

KUBECTL=${KUBECTL:-kubectl}
WAIT_SECONDS=${WAIT_SECONDS:-3600}

die() {
  echo "restore.sh: $*" >&2
  exit 1
}

usage() {
  sed -n 's/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed -n 2,5p >&2
  exit 2
}

kube() { "$KUBECTL" ${NAMESPACE[@]+"${NAMESPACE[@]}"} "$@"; } # an empty list is unset to old bashes

# run_job NAME ARGS...: the backup's own Job with other arguments, so that image, volume and credentials are the same.
run_job() {
  local job=$1 args="" status="" end
  shift
  for arg; do args+="\"$arg\","; done
  kube create job "$job" --from="cronjob/$SERVICE-backup" --dry-run=client -o json |
    kube patch -f - --local --type=json -o json \
      -p "[{\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0/args\", \"value\": [${args%,}]},
           {\"op\": \"add\", \"path\": \"/spec/backoffLimit\", \"value\": 0}]" |
    kube create -f - >/dev/null
  end=$((SECONDS + WAIT_SECONDS))
  while [ -z "$status" ]; do
    [ "$SECONDS" -lt "$end" ] || { status=late; break; }
    sleep 1
    status=$(kube get job "$job" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
  done
  kube logs "job/$job" || true
  kube delete job "$job" --wait=false >/dev/null
  case $status in *Complete*) ;; *) return 1 ;; esac
}

SERVICE=""
BACKUP=latest
REPLACE=()
LIST=""
NAMESPACE=()
while [ $# -gt 0 ]; do
  case "$1" in
    --replace) REPLACE=(--replace) ;;
    --list) LIST=1 ;;
    -n | --namespace)
      [ $# -gt 1 ] || usage
      NAMESPACE=(-n "$2")
      shift
      ;;
    -*) usage ;;
    *) if [ -z "$SERVICE" ]; then SERVICE=$1; else BACKUP=$1; fi ;;
  esac
  shift
done
[[ $SERVICE =~ ^[a-z]+$ && $BACKUP =~ ^[A-Za-z0-9_-]+$ ]] || usage
kube get cronjob "$SERVICE-backup" -o name >/dev/null || die "there are no backups of $SERVICE here"
JOB=$SERVICE-restore-$(od -An -N 4 -tx1 /dev/urandom | tr -d ' \n')

if [ -n "$LIST" ]; then
  run_job "$JOB" list
  exit
fi

REPLICAS=$(kube get deployment "$SERVICE-depl" -o 'jsonpath={.spec.replicas}')
kube scale deployment "$SERVICE-depl" --replicas=0 >/dev/null
kube wait --for=delete pod -l "app=$SERVICE" --timeout=120s >/dev/null
if ! run_job "$JOB" restore "$BACKUP" ${REPLACE[@]+"${REPLACE[@]}"}; then
  die "not restored; $SERVICE-depl stays stopped. To start it as it is: kubectl scale deployment $SERVICE-depl --replicas=$REPLICAS"
fi
kube scale deployment "$SERVICE-depl" --replicas="$REPLICAS" >/dev/null
kube rollout status deployment "$SERVICE-depl" --timeout=180s

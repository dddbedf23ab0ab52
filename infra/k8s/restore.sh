#!/usr/bin/env bash
# Puts a backup back into a service's database while the service is stopped. Needs the backup component's CronJob.
# usage: infra/k8s/restore.sh SERVICE [BACKUP] [--list] [--replace] [--keep-stopped] [--context CONTEXT] [-n NAMESPACE]
#   SERVICE         the name of its Kubernetes objects, such as order
#   BACKUP          a name that --list prints; the newest if none is given, unless another is more than twice as large
#   --replace       delete the documents that are there now; without it a database that holds any is refused
#   --keep-stopped  do not start the service afterwards, to compare first
# Without --context and -n it works on kubectl's current context and namespace; it prints which these are.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/target.sh"

WAIT_SECONDS=${WAIT_SECONDS:-3600}

die() {
  echo "restore.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

# run_job ARGS...: the backup's own Job with other arguments, so that image, volume and credentials are the same.
run_job() {
  local args="" status="" end
  for arg; do args+="\"$arg\","; done
  kube create job "$JOB" --from=cronjob/backup --dry-run=client -o json |
    kube patch -f - --local --type=json -o json \
      -p "[{\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0/args\", \"value\": [${args%,}]},
           {\"op\": \"add\", \"path\": \"/spec/backoffLimit\", \"value\": 0}]" |
    kube create -f - >/dev/null
  end=$((SECONDS + WAIT_SECONDS))
  # A Job that ends is SuccessCriteriaMet or FailureTarget for a moment before it is Complete or Failed.
  while [[ $status != *Complete* && $status != *Failed* ]] && [ "$SECONDS" -lt "$end" ]; do
    sleep 1
    status=$(kube get job "$JOB" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}') || true
  done
  kube logs "job/$JOB" || true
  remove_job || true
  [[ $status == *Complete* ]]
}

# Waits until its pod has ended.
remove_job() {
  kube delete job "$JOB" --ignore-not-found --cascade=foreground >/dev/null
}

refused() {
  remove_job || true
  die "nothing was changed"
}

failed() {
  remove_job || true
  die "failed; $SERVICE-depl stays stopped. To start it as it is: $START"
}

SERVICE=""
BACKUP=latest
REPLACE=()
LIST=""
KEEP_STOPPED=""
while [ $# -gt 0 ]; do
  case "$1" in
    --replace) REPLACE=(--replace) ;;
    --list) LIST=1 ;;
    --keep-stopped) KEEP_STOPPED=1 ;;
    --context | -n | --namespace)
      [ $# -gt 1 ] || usage
      target_option "$1" "$2"
      shift
      ;;
    -*) usage ;;
    *) if [ -z "$SERVICE" ]; then SERVICE=$1; else BACKUP=$1; fi ;;
  esac
  shift
done
[[ $SERVICE =~ ^[a-z]+$ && $BACKUP =~ ^[A-Za-z0-9_-]+$ ]] || usage
show_target
kube get cronjob backup -o name >/dev/null || die "there are no backups here"
kube get statefulset "$SERVICE-mongo" -o name >/dev/null || die "there is no database of $SERVICE here"

if [ -n "$LIST" ]; then
  JOB=$SERVICE-list-$(od -An -N 4 -tx1 /dev/urandom | tr -d ' \n')
  run_job list "$SERVICE"
  exit
fi

COMMAND=(kubectl ${CONTEXT:+"--context=$CONTEXT"} ${NAMESPACE:+"--namespace=$NAMESPACE"})
# Two restores at once would mix two backups.
JOB=$SERVICE-restore
found=$(kube get job "$JOB" --ignore-not-found -o name)
[ -z "$found" ] ||
  die "the Job $JOB is there: a restore runs, or was killed. To stop it: ${COMMAND[*]} delete job $JOB"

# A restore that failed has stopped the service already: the annotation has the number of pods from before.
REPLICAS=$(kube get deployment "$SERVICE-depl" -o 'jsonpath={.spec.replicas}')
[ "$REPLICAS" != 0 ] ||
  REPLICAS=$(kube get deployment "$SERVICE-depl" -o 'jsonpath={.metadata.annotations.replicas-before-restore}')
REPLICAS=${REPLICAS:-1}

trap refused EXIT
run_job check "$SERVICE" "$BACKUP" ${REPLACE[@]+"${REPLACE[@]}"}
START="${COMMAND[*]} scale deployment $SERVICE-depl --replicas=$REPLICAS"
kube annotate deployment "$SERVICE-depl" --overwrite "replicas-before-restore=$REPLICAS" >/dev/null
trap failed EXIT
kube scale deployment "$SERVICE-depl" --replicas=0 >/dev/null
kube wait --for=delete pod -l "app=$SERVICE" --timeout=120s >/dev/null
run_job restore "$SERVICE" "$BACKUP" ${REPLACE[@]+"${REPLACE[@]}"}
echo "services that keep copies of this data refuse older versions: docs/operations.md says which to rebuild"
if [ -n "$KEEP_STOPPED" ]; then
  trap - EXIT
  echo "$SERVICE-depl stays stopped. To start it: $START"
  exit
fi
kube scale deployment "$SERVICE-depl" --replicas="$REPLICAS" >/dev/null
trap - EXIT
kube annotate deployment "$SERVICE-depl" replicas-before-restore- >/dev/null
kube rollout status deployment "$SERVICE-depl" --timeout=180s

# shellcheck shell=bash
# Sourced by the scripts beside it: which cluster and namespace they work on.
KUBECTL=${KUBECTL:-kubectl}
CONTEXT=""
NAMESPACE=""

# target_option OPTION VALUE: takes --context and -n.
target_option() {
  case $1 in
    --context) CONTEXT=$2 ;;
    -n | --namespace) NAMESPACE=$2 ;;
    *) die "unknown option $1" ;;
  esac
}

kube() {
  "$KUBECTL" ${CONTEXT:+"--context=$CONTEXT"} ${NAMESPACE:+"--namespace=$NAMESPACE"} "$@"
}

# Prints the cluster and the namespace to standard error. Call it before the first change.
show_target() {
  local found context server namespace
  found=$(kube config view --minify -o 'jsonpath={.current-context}|{.clusters[0].cluster.server}|{.contexts[0].context.namespace}') ||
    die "kubectl has no cluster to work on${CONTEXT:+ in the context $CONTEXT}"
  IFS='|' read -r context server namespace <<<"$found"
  echo "cluster: $context ($server), namespace: ${NAMESPACE:-${namespace:-default}}" >&2
}

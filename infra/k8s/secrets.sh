#!/usr/bin/env bash
# Creates the secrets that the manifests name. A secret that exists stays as it is.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/target.sh"

# Each service has a file for its database.
services() {
  local file
  for file in "$(dirname "${BASH_SOURCE[0]}")"/*/*-mongo-depl.yaml; do
    basename "$file" -mongo-depl.yaml
  done
}

usage() {
  cat <<'U'
usage: infra/k8s/secrets.sh [COMMAND] [--pem] [--context CONTEXT] [-n NAMESPACE]
  (none)       make every secret that is missing. Taken from the environment, or asked for: STRIPE_SECRET_KEY,
               STRIPE_PUBLISHABLE_KEY. Taken from the environment, or generated: JWT_KEY, RESET_KEY. Generated: the rest.
               Only taken from the environment: SMTP_URL; without it, mails wait (dev and sandbox need none).
  --sandbox    the same, with generated Stripe test keys, for the Stripe sandbox
  jwt-prepare  rotate JWT_KEY, step 1 of 3: all services learn a new key and still sign with the old one
  jwt-switch   step 2: they sign with the new key and still accept the old one
  jwt-finish   step 3, when no session of the old key is left (12 h): the old key is forgotten
  --pem        a new JWT_KEY is a key pair (ES256) instead of a secret: with the production overlay, auth alone has
               the private key. Needs openssl; also with jwt-prepare
  Without --context and -n it works on kubectl's current context and namespace; it prints which these are.
U
}

die() {
  echo "secrets.sh: $*" >&2
  exit 1
}

random_hex() { # BYTES
  od -An -v -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

exists() { # NAME; a cluster that does not answer is an error, not an absence
  local found
  found=$(kube get secret "$1" --ignore-not-found -o name) || die "kubectl cannot read secrets here"
  [ -n "$found" ]
}

# Values travel by standard input: command lines can be read by everybody on the machine.
entries() { # KEY VALUE...; a command that fails inside an argument leaves its value empty
  local value
  while [ $# -gt 0 ]; do
    [ -n "$2" ] || [[ $1 == *_PREVIOUS ]] || die "$1 would be empty"
    value=$(printf %s "$2" | base64 | tr -d '\n') || die "base64 cannot encode $1"
    printf '  %s: "%s"\n' "$1" "$value"
    shift 2
  done
}

make() { # NAME KEY VALUE...
  local name=$1 data
  shift
  data=$(entries "$@")
  printf 'apiVersion: v1\nkind: Secret\ntype: Opaque\nmetadata:\n  name: %s\ndata:\n%s\n' "$name" "$data" |
    kube create -f - >/dev/null
  echo "$name made"
}

new_jwt_key() {
  if [ -n "$PEM" ]; then
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null || die "openssl cannot make a key"
  else
    random_hex 32
  fi
}

# What verifies the sessions that a key signs: its public key, or the secret itself.
verifying() { # KEY
  case $1 in
    -----BEGIN*) openssl pkey -pubout <<<"$1" || die "openssl cannot read JWT_KEY" ;;
    *) printf %s "$1" ;;
  esac
}

ask() { # VARIABLE PATTERN: from the environment, else from the terminal
  local name=$1 pattern=$2
  if [ -z "${!name:-}" ]; then
    [ -t 0 ] || die "$name is not set (or use --sandbox, with the Stripe sandbox)"
    read -rsp "$name: " "${name?}"
    echo
  fi
  [[ ${!name} =~ $pattern ]] || die "$name is malformed: it must match $pattern"
  [[ ! ${!name} =~ _x{3,}$ ]] || echo "warning: $name is a placeholder: with it every payment fails" >&2
}

make_all() {
  if exists jwt-secret; then echo "jwt-secret kept"; else
    [ -z "${JWT_KEY:-}" ] || [ "${#JWT_KEY}" -ge 32 ] || echo "warning: JWT_KEY is shorter than 32 bytes" >&2
    local key public
    key=${JWT_KEY:-$(new_jwt_key)}
    public=$(verifying "$key")
    make jwt-secret JWT_KEY "$key" JWT_PUBLIC_KEY "$public"
  fi
  if exists stripe-secret; then echo "stripe-secret kept"; else
    if [ -n "$SANDBOX" ]; then
      STRIPE_SECRET_KEY=sk_test_$(random_hex 12)
      STRIPE_PUBLISHABLE_KEY=pk_test_$(random_hex 12)
    fi
    ask STRIPE_SECRET_KEY '^(sk|rk)_(test|live)_([A-Za-z0-9_]{6,}|x{3,})$'
    ask STRIPE_PUBLISHABLE_KEY '^pk_(test|live)_[A-Za-z0-9_]+$'
    make stripe-secret STRIPE_SECRET_KEY "$STRIPE_SECRET_KEY" STRIPE_PUBLISHABLE_KEY "$STRIPE_PUBLISHABLE_KEY" \
      ${SANDBOX:+CONTROL_SECRET "$(random_hex 16)"}
  fi
  if exists nats-secret; then echo "nats-secret kept"; else
    make nats-secret NATS_USER shop NATS_PASSWORD "$(random_hex 16)"
  fi
  if exists reset-secret; then echo "reset-secret kept"; else
    make reset-secret RESET_KEY "${RESET_KEY:-$(random_hex 32)}"
  fi
  if exists smtp-secret; then echo "smtp-secret kept"; elif [ -n "${SMTP_URL:-}" ]; then
    [[ $SMTP_URL =~ ^smtps?://[^[:space:]/?#]+/?$ ]] ||
      die "SMTP_URL is malformed: smtp://user:password@host:587, with special characters percent-encoded"
    make smtp-secret SMTP_URL "$SMTP_URL"
  else
    echo "smtp-secret left out: SMTP_URL is not set, so mails wait where no mailbox is deployed"
  fi
  local service
  for service in $(services); do
    if exists "$service-nats-secret"; then echo "$service-nats-secret kept"; else
      make "$service-nats-secret" NATS_PASSWORD "$(random_hex 16)"
    fi
    if exists "$service-mongo-secret"; then echo "$service-mongo-secret kept"; else
      make "$service-mongo-secret" MONGO_INITDB_ROOT_PASSWORD "$(random_hex 16)" \
        MONGO_USER shop MONGO_PASSWORD "$(random_hex 16)" MONGO_KEYFILE "$(random_hex 48)"
    fi
  done
}

jwt_key() { # NAME of the entry
  kube get secret jwt-secret -o "jsonpath={.data.$1}" | base64 -d
}

set_jwt_keys() { # JWT_KEY JWT_KEY_PREVIOUS
  local public previous data
  public=$(verifying "$1")
  previous=$(verifying "$2")
  data=$(entries JWT_KEY "$1" JWT_KEY_PREVIOUS "$2" JWT_PUBLIC_KEY "$public" JWT_PUBLIC_KEY_PREVIOUS "$previous")
  printf 'data:\n%s\n' "$data" | kube patch secret jwt-secret --patch-file /dev/stdin >/dev/null
  echo "jwt-secret changed; now: kubectl rollout restart deployment -l app.kubernetes.io/component=service"
}

COMMAND=make
SANDBOX=""
PEM=""
while [ $# -gt 0 ]; do
  case "$1" in
    --sandbox) SANDBOX=1 ;;
    --pem) PEM=1 ;;
    --context | -n | --namespace)
      [ $# -gt 1 ] || die "$1 needs a name"
      target_option "$1" "$2"
      shift
      ;;
    jwt-prepare | jwt-switch | jwt-finish) COMMAND=$1 ;;
    -h | --help)
      usage
      exit
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done

show_target
case $COMMAND in
  make) make_all ;;
  *)
    exists jwt-secret || die "there is no jwt-secret yet"
    current=$(jwt_key JWT_KEY)
    other=$(jwt_key JWT_KEY_PREVIOUS)
    case $COMMAND in
      jwt-prepare)
        [ -z "$other" ] || die "a rotation is under way: jwt-switch or jwt-finish comes next"
        other=$(new_jwt_key)
        set_jwt_keys "$current" "$other"
        ;;
      jwt-switch)
        [ -n "$other" ] || die "there is no new key to switch to: jwt-prepare comes first"
        set_jwt_keys "$other" "$current"
        ;;
      jwt-finish)
        [ -n "$other" ] || die "there is no old key to forget"
        set_jwt_keys "$current" ""
        ;;
    esac
    ;;
esac

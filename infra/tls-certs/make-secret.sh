#!/usr/bin/env bash
# Makes a certificate for ecommerce.local with mkcert and puts it into the cluster as the secret that the Ingress names.
# usage: infra/tls-certs/make-secret.sh [-n NAMESPACE]
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
KUBECTL=${KUBECTL:-kubectl}
HOST=ecommerce.local
SECRET=ecommerce-local-tls

die() {
  echo "make-secret.sh: $*" >&2
  exit 1
}

command -v mkcert >/dev/null || die "mkcert is missing: https://github.com/FiloSottile/mkcert"
found=$("$KUBECTL" "$@" get secret $SECRET --ignore-not-found -o name) || die "kubectl can not read secrets here"
[ -z "$found" ] || die "$SECRET is there already; for a new certificate: kubectl delete secret $SECRET, then again"

if [ ! -e "$HERE/$HOST.pem" ] || [ ! -e "$HERE/$HOST-key.pem" ]; then
  mkcert -cert-file "$HERE/$HOST.pem" -key-file "$HERE/$HOST-key.pem" $HOST
fi
"$KUBECTL" "$@" create secret tls $SECRET --cert="$HERE/$HOST.pem" --key="$HERE/$HOST-key.pem"

#!/usr/bin/env bash
# Makes a certificate for ecommerce.local with mkcert and puts it into the cluster as the secret that the Ingress names.
# usage: infra/tls-certs/make-secret.sh [--context CONTEXT] [-n NAMESPACE]
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../k8s/target.sh"
HOST=ecommerce.local
SECRET=ecommerce-local-tls

die() {
  echo "make-secret.sh: $*" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || die "$1 needs a name"
  target_option "$1" "$2"
  shift 2
done
show_target
command -v mkcert >/dev/null || die "mkcert is missing: https://github.com/FiloSottile/mkcert"
found=$(kube get secret $SECRET --ignore-not-found -o name) || die "kubectl cannot read secrets here"
[ -z "$found" ] || die "$SECRET is there already; for a new certificate: kubectl delete secret $SECRET, then again"

if [ ! -e "$HERE/$HOST.pem" ] || [ ! -e "$HERE/$HOST-key.pem" ]; then
  mkcert -cert-file "$HERE/$HOST.pem" -key-file "$HERE/$HOST-key.pem" $HOST
fi
kube create secret tls $SECRET --cert="$HERE/$HOST.pem" --key="$HERE/$HOST-key.pem"

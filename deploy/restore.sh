#!/usr/bin/env bash
# Restores a backup into the store that TANGGAP_DATABASE_URL names: restore.sh FILE. Stop the service first, and run `tanggap audit verify` afterwards.
set -euo pipefail
file=${1:?"usage: restore.sh FILE"}
url=${TANGGAP_DATABASE_URL:?"TANGGAP_DATABASE_URL is not set"}
case $url in
  sqlite:///*)
    target=${url#sqlite:///}
    if [[ -e $target ]]; then echo "$target is there already; move it away first" >&2; exit 2; fi
    cp "$file" "$target" ;;
  postgresql+psycopg://*) pg_restore --exit-on-error --single-transaction --dbname "postgresql://${url#postgresql+psycopg://}" "$file" ;;
  *) echo "no such kind of store; expected sqlite:/// or postgresql+psycopg://" >&2; exit 2 ;;
esac

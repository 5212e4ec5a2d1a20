#!/usr/bin/env bash
# Backs the store up into a folder: backup.sh FOLDER. TANGGAP_DATABASE_URL says which store.
# A copy of a database holds sealed texts; without TANGGAP_MASTER_KEY set, it holds their master key too. Keep it accordingly.
set -euo pipefail
folder=${1:?"usage: backup.sh FOLDER"}
url=${TANGGAP_DATABASE_URL:?"TANGGAP_DATABASE_URL is not set"}
mkdir -p "$folder"
name="$folder/tanggap-$(date -u +%Y%m%dT%H%M%SZ)"
case $url in
  sqlite:///*) python3 - "${url#sqlite:///}" "$name.db" <<'PY'
import sqlite3
import sys

source, target = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), sqlite3.connect(sys.argv[2])
with target:
    source.backup(target)
PY
    echo "$name.db" ;;
  postgresql+psycopg://*) pg_dump --format=custom --file "$name.dump" "postgresql://${url#postgresql+psycopg://}"
    echo "$name.dump" ;;
  *) echo "no such kind of store; expected sqlite:/// or postgresql+psycopg://" >&2; exit 2 ;;
esac

#!/bin/sh
# Runs a command with a PostgreSQL of its own in a temporary folder; PORTAL_TEST_POSTGRES names it. It is thrown away
# afterwards, so it does not wait for the disk, unless PORTAL_POSTGRES_IS_DURABLE says so: measures want the truth.
. "$(dirname -- "$0")/lib.sh"

need_packages postgresql
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
# In memory, if there is plenty: hundreds of databases are made and thrown away.
memory=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "${PORTAL_POSTGRES_IS_DURABLE:-}" ] && [ "${memory:-0}" -gt 4000000 ]; then
  folder=$(mktemp -d /dev/shm/portal.XXXXXX)
else
  folder=$(mktemp -d)
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid postgres --regid postgres --clear-groups env -C "$folder" "$@"
  else
    "$@"
  fi
}
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi

stop() {
  as_owner "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT INT TERM

as_owner "$bin/initdb" --pgdata "$folder/data" --username portal --auth trust --encoding UTF8 --locale C --no-sync >/dev/null
quick='-c fsync=off -c synchronous_commit=off -c full_page_writes=off'
if [ -n "${PORTAL_POSTGRES_IS_DURABLE:-}" ]; then quick=; fi
as_owner "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait \
  --options "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300 $quick" start >/dev/null
say "PostgreSQL $(as_owner "$bin/postgres" --version | sed 's/.* //') on port $port"
export PORTAL_TEST_POSTGRES="postgres://portal@127.0.0.1:$port"
# What else tests write lies beside it.
if [ -z "${PORTAL_POSTGRES_IS_DURABLE:-}" ]; then
  mkdir "$folder/files"
  export TMPDIR="$folder/files"
fi
"$@"

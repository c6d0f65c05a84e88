#!/usr/bin/env bash
# A PostgreSQL 17 with pgvector for tests, on a port of one's own; nothing of it is installed.
#   postgres.sh start PORT    makes an empty server and prints its address
#   postgres.sh stop PORT     stops it and removes its data
#   postgres.sh tool PORT pg_dump|pg_restore ARGUMENTS   runs a client tool of its version
# Uses the system's PostgreSQL 17 when pgvector is beside it. Otherwise, on Debian or Ubuntu, it
# unpacks the packages of Debian trixie in a folder and runs them there with their own C library
# and, when started by root, as a user of its own. POSTGRES_TEST_ROOT: that folder; the user must be
# able to enter its parents. POSTGRES_TEST_SETTINGS: further lines for its postgresql.conf.
set -euo pipefail
command=${1:-} port=${2:-}
[[ $command =~ ^(start|stop|tool)$ && $port =~ ^[0-9]+$ ]] || { sed -n 2,10p "$0" >&2; exit 2; }
root=${POSTGRES_TEST_ROOT:-/var/tmp/magpie-postgres-$(id -u)}
files=$root/files data=$root/data-$port
system=/usr/lib/postgresql/17/bin

if [ "$(id -u)" = 0 ]; then
  user=magpie-postgres
  id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
  run() { setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env -i PATH=/usr/bin:/bin LC_ALL=C "$@"; }
else
  user=
  run() { env -i PATH=/usr/bin:/bin LC_ALL=C "$@"; }
fi

if [ -x $system/postgres ] && [ -e /usr/share/postgresql/17/extension/vector.control ]; then bin=$system; else bin=$files/usr/lib/postgresql/17/bin; fi

fetch() {
  [ "$bin" = $system ] || [ -e "$root/fetched" ] && return 0
  command -v apt-get >/dev/null || { echo "There is no PostgreSQL 17 with pgvector here, and no apt-get to fetch one." >&2; exit 1; }
  local apt=$root/apt names name deb folder
  rm -rf "$files" "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$apt/none" "$files"
  : > "$apt/status"
  # The machine's own mirror, so that no address is written here.
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 -E '/debian/?$')
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$apt/sources.list"
  local options=(-qq -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts="$apt/none" -o Dir::State::Lists="$apt/lists"
    -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update
  # An empty status file makes apt resolve every dependency; of those, the server and shared libraries are kept (no LLVM: JIT stays off).
  names=$(apt-get "${options[@]}" -y --no-install-recommends --print-uris install postgresql-17 postgresql-17-pgvector \
    | awk -F"'" '/^.http/{n=split($2,a,"/"); print a[n]}' | sed 's/_.*//; s/%2b/+/g' \
    | grep -E '^(postgresql-17|postgresql-17-pgvector|postgresql-client-17|lib[a-z0-9.+-]*|zlib1g)$' \
    | grep -vE '^(libllvm|libz3|libperl|libtext-|libio-|libjson|libipc|libsemanage-common|libc-bin|libc-l10n|libdebconf|libpam-modules|libproc)' | sort -u)
  # shellcheck disable=SC2086
  (cd "$apt/debs" && apt-get "${options[@]}" download $names)
  for deb in "$apt"/debs/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$files" --keep-directory-symlink --no-same-owner; done
  # Trixie keeps everything below /usr: what a package ships in /lib or /lib64 is moved beside the rest.
  for folder in lib lib64; do
    if [ -d "$files/$folder" ] && [ ! -L "$files/$folder" ]; then
      mkdir -p "$files/usr/$folder"; cp -a "$files/$folder/." "$files/usr/$folder/"; rm -rf "${files:?}/$folder"
    fi
  done
  local libraries loader
  libraries=$files/usr/lib/$(uname -m)-linux-gnu
  loader=$(ls "$libraries"/ld-linux-*.so.* | head -1)
  for name in postgres initdb pg_ctl pg_isready; do
    mv "$bin/$name" "$bin/.$name.real"
    printf '#!/bin/sh\nexec "%s" --library-path "%s" --argv0 "%s/%s" "%s/.%s.real" "$@"\n' "$loader" "$libraries" "$bin" "$name" "$bin" "$name" > "$bin/$name"
    chmod 755 "$bin/$name"
  done
  rm -rf "$apt"
  touch "$root/fetched"
}

start() {
  mkdir -p "$root"
  chmod 755 "$root"
  (flock 9; fetch) 9> "$root/lock"
  # Nobody else's data: a server on this port, or one that is being started there, keeps its folder.
  exec 8> "$root/lock-$port"
  if ! flock -n 8 || (exec 3<> "/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "Port $port is in use; choose another." >&2; exit 1; fi
  rm -rf "$data"
  mkdir "$data"
  if [ -n "$user" ]; then chown "$user" "$data"; fi
  run "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
  # Tests may lose their data: no fsync.
  cat >> "$data/postgresql.conf" <<C
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
dynamic_shared_memory_type = mmap
fsync = off
jit = off
timezone = 'UTC'
${POSTGRES_TEST_SETTINGS:-}
C
  run "$bin/pg_ctl" -D "$data" -o "-p $port" -l "$data/log" -w -t 60 start >/dev/null 8>&- 9>&-
  echo "postgres://postgres@127.0.0.1:$port/postgres"
}

stop() {
  [ -d "$data" ] || return 0
  run "$bin/pg_ctl" -D "$data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$data"
}

tool() {
  local libraries
  [[ $1 =~ ^pg_(dump|restore)$ ]] || { echo "There is no tool $1." >&2; exit 2; }
  if [ "$bin" = $system ]; then exec "$bin/$@"; fi
  libraries=$files/usr/lib/$(uname -m)-linux-gnu
  exec "$(ls "$libraries"/ld-linux-*.so.* | head -1)" --library-path "$libraries" "$bin/$@"
}

if [ "$command" = tool ]; then shift 2; fi
"$command" "$@"

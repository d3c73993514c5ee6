#!/usr/bin/env bash
# Mirrors a real folder to a daemon and back, from nothing, in a temporary folder, and shows every command with its output.
set -euo pipefail

cairn=$(realpath "${CAIRN_BINARY:-$(command -v cairn)}")
[[ -x $cairn ]] || { echo 'no cairn binary: run make build, or set CAIRN_BINARY' >&2; exit 1; }
files=${DEMO_FILES:-4000}

work=$(mktemp -d)
server=
cleanup() {
  local status=$?
  if [[ -n $server ]] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server"
    wait "$server" || true
  fi
  rm -rf "$work"
  ((status == 0)) && echo 'demo: passed' || echo "demo: FAILED with status $status"
}
trap cleanup EXIT
cd "$work"

step() { printf '\n== %s\n' "$*"; }
# The command as a user would type it, then its output, its exit status and the time that it took.
show() {
  local wanted=0 status=0
  [[ $1 == --expect ]] && { wanted=$2; shift 2; }
  local words=("$@")
  [[ ${words[0]} == "$cairn" ]] && words[0]=cairn
  printf '$ %s\n' "${words[*]}"
  local started=${EPOCHREALTIME/./}
  "$@" >"$work/output" 2>&1 || status=$?
  local lines shown=${DEMO_LINES:-12}
  lines=$(wc -l <"$work/output")
  head -n "$shown" "$work/output"
  ((lines > shown + 1)) && printf '  … %d lines …\n' $((lines - shown - 1))
  ((lines > shown)) && tail -n 1 "$work/output"
  printf '  [exit %d, %d ms]\n' "$status" $(((${EPOCHREALTIME/./} - started) / 1000))
  ((status == wanted)) || { echo "expected exit $wanted" >&2; exit 1; }
}

step "A folder with up to $files real files"
mkdir data
for source in /usr/share/doc /usr/include /usr/share /usr/lib; do
  [[ -d $source ]] || continue
  have=$(find data -type f | wc -l)
  ((have < files)) || break
  (cd "$source" && find . -type f -size -1024k -readable -print0) >names
  mkdir -p "data/${source##*/}"
  head -z -n $((files - have)) names | tar -C "$source" --null -T - -cf - | tar -xf - -C "data/${source##*/}"
done
count=$(find data -type f | wc -l)
echo "$count files, $(du -sh --apparent-size data | cut -f1)"

step 'A daemon on a free port of this machine'
echo "\$ cairn serve store --listen 127.0.0.1:0"
coproc SERVER { exec "$cairn" serve store --listen 127.0.0.1:0 2>serve.log; }
server=$SERVER_PID
read -r ready url _ key <&"${SERVER[0]}"
[[ $ready == ready ]] || { cat serve.log >&2; exit 1; }
echo "$ready $url access-key $key"
export AWS_ENDPOINT_URL=$url AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=$key
AWS_SECRET_ACCESS_KEY=$(sed -n 2p store/root-credentials)
export AWS_SECRET_ACCESS_KEY XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
unset AWS_PROFILE AWS_SESSION_TOKEN

step 'A bucket'
show "$cairn" bucket create s3://demo

step 'The first mirror'
show "$cairn" sync data s3://demo/data

step 'Again: nothing changed, and this is how many requests it took to know'
show "$cairn" sync data s3://demo/data

step 'Edits, new files, removals; one edit keeps size and time'
mapfile -t names < <(find data -type f -size +0 | sort | head -n 60)
for name in "${names[@]:0:20}"; do echo 'one more line' >>"$name"; done
quiet=${names[20]}
touch -r "$quiet" stamp
printf '%s' X | dd of="$quiet" bs=1 count=1 conv=notrunc status=none
touch -r stamp "$quiet"
mkdir -p data/new
for number in {1..15}; do echo "new file $number" >"data/new/$number.txt"; done
rm "${names[@]:30:10}"
echo '20 edited, 1 edited behind its time stamp, 15 new, 10 removed'

step 'What would be done'
show "$cairn" sync --dry-run --delete data s3://demo/data

step 'Do it'
show "$cairn" sync --delete data s3://demo/data

step 'What the bucket holds now'
show "$cairn" ls s3://demo/data
show "$cairn" du -h s3://demo/data

step 'Back into an empty folder'
show "$cairn" sync s3://demo/data back

step 'Is it the same?'
echo '$ diff -r data back'
diff -r data back && echo "no difference in $(find back -type f | wc -l) files"
show "$cairn" verify data s3://demo/data

step 'A mistyped bucket is said so, at once'
show --expect 4 "$cairn" sync data s3://demoo/data

step 'The daemon ends in order'
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
echo "cairn serve: exit $status"
((status == 0))

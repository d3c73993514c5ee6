#!/usr/bin/env bash
# Runs every fuzz target, or those named, for FUZZ_SECONDS each. An input that breaks one is kept and named; copy it to
# Corpus/TARGET/, where every later test run tries it.
set -euo pipefail
cd "$(dirname "$0")/../.."

swift=${SWIFT:-swift}
scratch=${FUZZ_SCRATCH:-.build-fuzz}
seconds=${FUZZ_SECONDS:-60}
clang=$(command -v clang-14 || true)
[[ -n $clang ]] || { echo 'clang-14 is missing: run .ci/setup fuzz' >&2; exit 1; }

# Covered by libFuzzer's counters, with checks on; internal parsers are reached by @testable.
CAIRN_FUZZ=1 "$swift" build -c release --scratch-path "$scratch" -j "${JOBS:-$(nproc)}" --product CairnFuzz \
  -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library -Xswiftc -enable-testing
library=$(cd "$scratch/release" && pwd)
printf 'extern int LLVMFuzzerTestOneInput(const unsigned char *, unsigned long);\nvoid *cairn_fuzz_entry = LLVMFuzzerTestOneInput;\n' \
  >"$library/entry.c"
"$clang" -fsanitize=fuzzer -rdynamic -o "$library/cairn-fuzz" "$library/entry.c" -L"$library" -lCairnFuzz \
  -Wl,-rpath,"$library"

fuzz=$library/cairn-fuzz
work=$library/fuzz
mapfile -t targets < <(FUZZ_LIST=1 "$fuzz")
((${#targets[@]} >= 14)) || { echo "only ${#targets[@]} targets" >&2; exit 1; }
if (($#)); then targets=("$@"); fi

failed=()
for target in "${targets[@]}"; do
  found=$work/$target/corpus
  seeds=$work/$target/seeds
  mkdir -p "$found" "$seeds" "$work/$target/findings"
  kept=Tests/FuzzTargets/Corpus/$target
  log=$work/$target/log
  status=0
  FUZZ_TARGET=$target FUZZ_SEEDS=$seeds SWIFT_BACKTRACE=enable=no "$fuzz" \
    -max_total_time="$seconds" -max_len=4096 -timeout=5 -report_slow_units=1 -rss_limit_mb=512 -print_final_stats=1 \
    -artifact_prefix="$work/$target/findings/" "$found" "$seeds" $([[ -d $kept ]] && echo "$kept") \
    >"$log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if ((status)); then
    failed+=("$target")
    echo "FAILED $target after ${runs:-?} inputs: $work/$target/findings"
    grep -E 'violation:|Fatal error|ERROR:|artifact_prefix' "$log" | head -n 5 || true
  else
    echo "ok $target: $runs inputs"
  fi
done
((${#failed[@]} == 0)) || { echo "failed: ${failed[*]}" >&2; exit 1; }

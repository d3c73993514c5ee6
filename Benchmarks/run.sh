#!/bin/sh
# The whole comparison, client and server, and the tables of README.md. Any argument goes to Benchmarks/run.
exec python3 "$(dirname "$0")/run" --servers cairn,weed,rclone --write "$@"
